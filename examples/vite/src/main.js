// Vite copies the weights and the worker beside the page, without any setting.
import { createClassifier } from 'resnest-webgpu/worker';

const file = document.querySelector('#file');
const progress = document.querySelector('#progress');
const answer = document.querySelector('#answer');

const starting = createClassifier({
  onProgress: ({ stage, loaded, total }) => {
    // The download takes longest. What comes after it has no end that is known in bytes.
    if (stage === 'download' && total) progress.value = loaded / total;
    else progress.removeAttribute('value');
  },
});
starting.catch((error) => (answer.textContent = error.message)).finally(() => (progress.hidden = true));

file.addEventListener('change', async () => {
  try {
    const [best] = await (await starting).classify(file.files[0], { topK: 1 });
    answer.textContent = `${best.label}: ${(100 * best.score).toFixed(1)} %`;
  } catch (error) {
    answer.textContent = error.message;
  }
});

// While you edit, Vite replaces this module: the old worker and its memory on the GPU must go.
import.meta.hot?.dispose(() => starting.then((classifier) => classifier.dispose()));
