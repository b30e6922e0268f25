// Says when the place in the line for a person changes; without it one presses "Look again".
import { speaker } from './speak.js';

const place = document.getElementById('line');
export async function look() {
  const answer = await fetch(`/person/state${location.search}`).catch(() => null);
  if (!answer?.ok) return;
  const { state, text } = await answer.json(), was = place.dataset.state;
  if (!text || text === place.firstElementChild.textContent) return;
  place.firstElementChild.textContent = text;
  place.dataset.state = state;
  if (state !== was && [state, was].includes('connected')) speaker.alert(text);
  else speaker.status(text);
}
if (place) setInterval(look, 15000);
// Focus is on the title; where one stands is said behind it.
setTimeout(() => speaker.status(document.querySelector('#line p, [data-say]')?.textContent ?? ''), 400);
