// A bundler writes 'resnest-webgpu/worker' here. This page has none, and its policy forbids an inline import map.
import { createClassifier } from './node_modules/resnest-webgpu/dist/worker.js';

const file = document.querySelector('#file');
const answer = document.querySelector('#answer');

measurePauses(document.querySelector('#pause'));

// The start is not awaited here: a photo may be chosen at once, and waits for the model.
const starting = createClassifier();
starting.catch((error) => (answer.textContent = error.message));

let newest;

file.addEventListener('change', async () => {
  // Only the newest photo matters, so the call before it is given up.
  newest?.abort();
  newest = new AbortController();
  const { signal } = newest;
  answer.textContent = 'Looking…';
  try {
    const classifier = await starting;
    const [best] = await classifier.classify(file.files[0], { topK: 1, signal });
    answer.textContent = `${best.label}: ${(100 * best.score).toFixed(1)} %`;
  } catch (error) {
    if (!signal.aborted) answer.textContent = error.message;
  }
});

/** Writes the longest time for which the page could not answer a click: with the work in a worker it stays short. */
function measurePauses(output) {
  let last = performance.now();
  let longest = 0;
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 10);
    last = now;
    output.value = Math.round(longest);
  }, 10);
}
