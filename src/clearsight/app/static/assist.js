// Streams answers into the page. Without this file every form still works.
import { shrink } from './shrink.js';
import { speaker } from './speak.js';

const $ = (id) => document.getElementById(id);
const main = $('content'), say = main.dataset, start = $('start'), ask = $('ask'), talk = $('talk');
const gate = $('gate');
document.documentElement.classList.add('on');
start.classList.add('ready');
const told = (place, what = '[data-say]') => [...place.querySelectorAll(what)]
  .map((one) => one.textContent.trim()).join(' ');
const words = (item) => told(item, '.said, .rest');
let stopper = null;

function problem(text) {
  $('problem').hidden = !text;
  $('problem').firstElementChild.textContent = text;
  if (text) $('problem').focus();
}

function begin(question) {
  problem('');
  gate.hidden = true;
  const item = $('turn').content.firstElementChild.cloneNode(true);
  const head = item.querySelector('h3');
  head.querySelector('bdi').textContent = question || say.empty;
  $('log').append(item);
  talk.hidden = $('busy').hidden = false;
  start.hidden = ask.hidden = true;
  document.querySelector('.hero').dataset.small = '';
  main.className = 'talking';
  document.querySelectorAll('.lead, .hero .note').forEach((one) => one.remove());
  if ($('preview').src && !$('pixels')) {
    const copy = $('preview').cloneNode();
    copy.removeAttribute('id');
    copy.className = 'photo';
    $('photo').replaceChildren(copy);
  }
  head.focus();
  speaker.drop();
  speaker.rest();
  speaker.status(say.working);
  return item;
}

// The picture is in the form already: it need not travel twice, nor again with follow-ups.
function show(end) {
  if (end.kept?.trim()) {
    $('kept').innerHTML = end.kept;
    $('photo').innerHTML = end.photo;
    $('pixels').setAttribute('href', ask.elements.picture.value);
  } else if (!ask.elements.turns) return;
  ask.elements.turns.value = end.turns;
  $('sawbody').innerHTML = end.saw;
  $('saw').hidden = $('forget').hidden = false;
}

function finish(end, item) {
  if (end.state === 'answered' || end.kept?.trim()) show(end);
  document.querySelector('h1').textContent = end.title;
  document.title = `${end.title} – ${say.name}`;
  if (end.gate) {
    item.remove();
    gate.innerHTML = end.gate;
    gate.hidden = false;
    $('gatehead').focus();
    speaker.drop();
    speaker.status(told(gate));
    return;
  }
  if (end.state === 'error') {
    item.remove();
    speaker.drop();
    problem(end.problem);
    return;
  }
  item.className = end.state;
  document.querySelectorAll('.after').forEach((one) => one.replaceChildren());
  const extras = item.querySelector('.extras'), after = item.querySelector('.after');
  extras.innerHTML = end.extras;
  after.innerHTML = end.after;
  arm();
  speaker.end([told(extras), told(after), end.state === 'cut' ? '' : say.complete].join(' '));
  ask.elements.question.value = $('another').value = '';
}

async function* lines(response) {
  const decoder = new TextDecoder(), reader = response.body.getReader();
  for (let rest = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}

async function stream(data, item) {
  await shrink(data).catch(() => 0);
  const response = await fetch(`/answer${location.search}`, { method: 'POST', body: data, signal: stopper.signal });
  const more = item.querySelector('.more');
  for await (const event of lines(response)) {
    if (event.end) return finish(event.end, item);
    if (event.notice) {
      item.querySelector('.extras').insertAdjacentHTML('beforeend', event.notice);
      speaker.status(event.say, event.lang);
    } else {
      const said = item.querySelector(event.more ? '.rest' : '.said');
      if (event.more) more.hidden = !(more.open = true);
      said.lang ||= event.lang;
      said.textContent = (said.textContent + event.text).trimStart();
      speaker.add(event.text, event.lang);
    }
  }
  throw new TypeError('cut');
}

async function send(event) {
  const from = event.submitter, form = event.target;
  if (from?.hasAttribute('formaction') || form.getAttribute('action')[1] !== '?') return;
  event.preventDefault();
  if (stopper) return;
  const data = new FormData(form, from);
  const files = [data.get('camera'), data.get('photo')].filter((file) => file?.name);
  if (form === start && !files.length) return problem(say.nophoto);
  if (files.some((file) => file.size > say.most * 1048576)) return problem(say.toobig);
  stopper = new AbortController();
  const item = begin(data.get('quick') || data.get('question').trim());
  const still = setInterval(() => speaker.status(say.still), 7000);
  try {
    await stream(data, item);
  } catch (error) {
    const stopped = error.name === 'AbortError';
    speaker.drop();
    if (!item.querySelector('.said').textContent) item.remove();
    if (!stopped) problem(navigator.onLine ? say.cut : say.offline);
    else speaker.status(say.stopped);
  } finally {
    clearInterval(still);
    stopper = null;
    const kept = $('kept').childElementCount > 0, at = document.activeElement;
    $('busy').hidden = true;
    start.hidden = kept;
    ask.hidden = !kept;
    $('person').setAttribute('form', kept ? 'ask' : 'start');
    talk.hidden = !kept && !$('log').childElementCount;
    main.className = kept ? 'talking' : 'asking';
    if (at === document.body || !at.checkVisibility()) (kept ? ask : start).elements.question.focus();
  }
}

// What the buttons below an answer do here; the others are sent to the server.
const deeds = {
  repeat: (item) => speaker.status(words(item), item.querySelector('.said').lang),
  copy: async (item, button) => {
    await navigator.clipboard.writeText(words(item));
    speaker.status(button.dataset.done);
  },
};
// One listener above them all would make readers call everything clickable.
function arm() {
  for (const one of document.querySelectorAll('[data-do]')) {
    one.onclick = () => deeds[one.dataset.do](one.closest('li'), one);
  }
}
arm();
document.addEventListener('submit', send);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') speaker.drop();
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
});
$('stop').onclick = () => stopper?.abort();
for (const input of [$('camera'), $('file')]) {
  input.onchange = () => {
    const file = input.files[0], preview = $('preview');
    if (file) (input.id === 'file' ? $('camera') : $('file')).value = '';
    URL.revokeObjectURL(preview.src);
    preview.hidden = $('chosen').hidden = !file;
    $('chosen').textContent = file?.name;
    if (file) preview.src = URL.createObjectURL(file);
    preview.onerror = () => { preview.hidden = true; };
  };
}
