// One queue feeds one polite region; one assertive region is for what cannot wait. The server sends
// whole sentences: readers read a region that grows by tokens from its start, and regions race.
const GAP = 400, CLEAR = 5000;

export class Speaker {
  constructor(region, alarm, mode, aloud = () => false) {
    Object.assign(this, { region, alarm, mode, aloud, queue: [], kept: '' });
  }

  // A sentence of the answer, as it arrives or with the others at the end.
  add(text, lang) {
    if (this.mode() !== 'complete') return this.status(text, lang);
    this.kept += text;
    this.lang = lang;
  }

  end(closing) {
    this.status(this.kept, this.lang);
    this.status(closing);
    this.kept = '';
  }

  status(text, lang = '') {
    text = text.trim();
    if (text && this.aloud()) {
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = lang || document.documentElement.lang;
      speechSynthesis.speak(spoken);
    } else if (text && this.mode() !== 'off') {
      this.queue.push({ text, lang });
      if (!this.busy) this.pump();
    }
  }

  alert(text) {
    this.drop();
    if (this.aloud()) this.status(text);
    else this.alarm.textContent = text;
    setTimeout(() => { this.alarm.textContent = ''; }, CLEAR);
  }

  drop() {
    this.queue = [];
    this.kept = '';
    if (this.aloud()) speechSynthesis.cancel();
  }

  // What focus moved to is read first.
  rest() {
    this.busy = true;
    setTimeout(() => this.pump(), GAP);
  }

  pump() {
    this.busy = this.queue.length > 0;
    clearTimeout(this.clear);
    if (!this.busy) {
      this.clear = setTimeout(() => { this.region.textContent = ''; }, CLEAR);
      return;
    }
    const { lang } = this.queue[0], other = this.queue.findIndex((one) => one.lang !== lang);
    const now = this.queue.splice(0, other < 0 ? this.queue.length : other);
    if (lang) this.region.lang = lang; else this.region.removeAttribute('lang');
    this.region.textContent = now.map((one) => one.text).join(' ');
    this.rest();
  }
}

const find = (id) => document.getElementById(id), speech = find('speech'), voice = find('aloud');
const choice = localStorage.getItem('speech')
  || (/Mac|iPhone|iPad/.test(navigator.platform) ? 'complete' : 'arrives');
let spoken = localStorage.getItem('aloud') === '1';
if (speech) {
  speech.value = choice;
  speech.onchange = () => localStorage.setItem('speech', speech.value);
  voice.checked = spoken;
  voice.onchange = () => {
    speechSynthesis.cancel();
    localStorage.setItem('aloud', (spoken = voice.checked) ? '1' : '');
  };
}
export const speaker = new Speaker(find('live'), find('alarm'), () => speech?.value || choice, () => spoken);
