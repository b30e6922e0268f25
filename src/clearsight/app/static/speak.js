// One polite region fed by one queue of whole sentences. Screen readers read a region that grows
// by tokens again from its start, and two regions race each other.
const END = /[.!?…؟।]+["'”’»)\]]*(?=\s)|[。！？]+/gu;
const SHORT = /(?:^|\s)(?:e\.g|i\.e|etc|approx|no|nr|mr|mrs|ms|dr|st|vs|\p{L})\.$/iu;
const LEAST = 24, MOST = 240, WAIT = 4000, GAP = 400, CLEAR = 5000;

export class Speaker {
  constructor(region, mode) {
    Object.assign(this, { region, mode, text: '', queue: [] });
  }

  add(text, lang) {
    if (lang) this.lang = lang;
    this.text += text;
    if (this.mode() !== 'arrives') return;
    this.cut();
    if (this.text && !this.late) this.late = setTimeout(() => { this.late = 0; this.cut(true); }, WAIT);
  }

  cut(late) {
    let at = 0;
    for (const found of this.text.matchAll(END)) {
      const end = found.index + found[0].length;
      if (end >= LEAST && !SHORT.test(this.text.slice(0, end))) at = end;
    }
    if (!at && (late || this.text.length > MOST)) at = this.text.lastIndexOf(' ');
    if (at > 0) this.take(at);
  }

  take(at) {
    this.status(this.text.slice(0, at), this.lang);
    this.text = this.text.slice(at);
    clearTimeout(this.late);
    this.late = 0;
  }

  // What is left of the answer, then closing words, as one announcement.
  end(closing) {
    if (this.text) this.take(this.text.length);
    this.status(closing);
    this.lang = '';
  }

  status(text, lang) {
    if (this.mode() === 'off' || !text.trim()) return;
    this.queue.push({ text: text.trim(), lang: lang || '' });
    if (!this.busy) this.pump();
  }

  drop() {
    this.queue = [];
    this.text = '';
    clearTimeout(this.late);
    this.late = 0;
  }

  pump() {
    this.busy = this.queue.length > 0;
    clearTimeout(this.clear);
    if (!this.busy) {
      this.clear = setTimeout(() => { this.region.textContent = ''; }, CLEAR);
      return;
    }
    const { lang } = this.queue[0], same = this.queue.findIndex((one) => one.lang !== lang);
    const now = this.queue.splice(0, same < 0 ? this.queue.length : same);
    if (lang) this.region.lang = lang; else this.region.removeAttribute('lang');
    this.region.textContent = now.map((one) => one.text).join(' ');
    setTimeout(() => this.pump(), GAP);
  }
}
