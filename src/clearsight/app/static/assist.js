// Streams answers into the page. Without this file every form still works.
import { Speaker } from './speak.js';

const $ = (id) => document.getElementById(id);
const main = $('content'), say = main.dataset, start = $('start'), ask = $('ask'), talk = $('talk');
const speech = $('speech');
speech.value = localStorage.getItem('speech')
  || (/Mac|iPhone|iPad/.test(navigator.platform) ? 'complete' : 'arrives');
speech.onchange = () => localStorage.setItem('speech', speech.value);
for (const one of document.querySelectorAll('.js')) one.hidden = false;
start.classList.add('ready');
const speaker = new Speaker($('live'), () => speech.value);
let stopper = null;

function problem(text) {
  $('problem').hidden = !text;
  $('problem').firstElementChild.textContent = text;
  if (text) $('problem').focus();
}

function begin(question) {
  problem('');
  const item = $('turn').content.firstElementChild.cloneNode(true);
  const head = item.querySelector('h3');
  head.querySelector('bdi').textContent = question || say.empty;
  $('log').append(item);
  talk.hidden = $('busy').hidden = false;
  start.hidden = ask.hidden = true;
  document.querySelector('.hero').dataset.small = '';
  main.className = 'talking';
  document.querySelector('.lead')?.remove();
  if ($('preview').src && !$('pixels')) {
    const copy = $('preview').cloneNode();
    copy.removeAttribute('id');
    copy.className = 'photo';
    $('photo').replaceChildren(copy);
  }
  head.focus();
  speaker.drop();
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
  if (end.state !== 'error' || end.kept?.trim()) show(end);
  $('h1').textContent = end.title;
  document.title = `${end.title} – ${say.name}`;
  if (end.state === 'error') {
    item.remove();
    speaker.drop();
    problem(end.problem);
    return;
  }
  item.className = end.state;
  const extras = item.querySelector('.extras');
  extras.innerHTML = end.extras;
  const told = [...extras.querySelectorAll('[data-say]')].map((one) => one.textContent.trim());
  speaker.end([...told, say.complete].join(' '));
  ask.elements.question.value = '';
}

async function* lines(response) {
  const decoder = new TextDecoder(), reader = response.body.getReader();
  for (let rest = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = parts.pop();
    for (const part of parts) yield JSON.parse(part);
  }
}

async function stream(data, item) {
  const said = item.querySelector('.said');
  const response = await fetch(`/answer${location.search}`, { method: 'POST', body: data, signal: stopper.signal });
  for await (const event of lines(response)) {
    if (event.end) return finish(event.end, item);
    said.lang ||= event.lang;
    said.textContent += event.text;
    speaker.add(event.text, event.lang);
  }
  throw new TypeError('cut');
}

async function send(event) {
  const from = event.submitter;
  if (from?.hasAttribute('formaction')) return;
  event.preventDefault();
  if (stopper) return;
  const form = event.currentTarget, data = new FormData(form, from);
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
    const kept = $('kept').childElementCount > 0;
    const lost = $('busy').contains(document.activeElement) || document.activeElement === document.body;
    $('busy').hidden = true;
    start.hidden = kept;
    ask.hidden = !kept;
    talk.hidden = !kept && !$('log').childElementCount;
    main.className = kept ? 'talking' : 'asking';
    if (lost) (kept ? ask : start).elements.question.focus();
  }
}

for (const form of [start, ask]) {
  form.addEventListener('submit', send);
  form.elements.question.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
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
