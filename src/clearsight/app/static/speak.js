// One queue feeds one polite region; one assertive region is for what cannot wait. The server sends
// whole sentences: readers read a region that grows by tokens from its start, and regions race.
// Each is added below the last and stays a while: a browser under load tells a reader of the state
// it finds, so that what is replaced within a moment was never said.
const GAP = 400, CLEAR = 30000;

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

  status(text, lang) {
    text = text.trim();
    lang ||= document.documentElement.lang;
    if (text && this.aloud()) {
      speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), { lang }));
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
    const { queue, region } = this, said = document.createElement('p'), lang = queue[0]?.lang;
    clearTimeout(this.clear);
    this.busy = queue.length > 0;
    if (!this.busy) {
      this.clear = setTimeout(() => region.replaceChildren(), CLEAR);
      return;
    }
    said.lang = lang;
    while (queue[0]?.lang === lang) said.textContent += ` ${queue.shift().text}`;
    region.append(said);
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
