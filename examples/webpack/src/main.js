import { createClassifier } from 'resnest-webgpu/worker';

const file = document.querySelector('#file');
const answer = document.querySelector('#answer');

const starting = createClassifier();
starting.catch((error) => (answer.textContent = error.message));

file.addEventListener('change', async () => {
  try {
    const [best] = await (await starting).classify(file.files[0], { topK: 1 });
    answer.textContent = `${best.label}: ${(100 * best.score).toFixed(1)} %`;
  } catch (error) {
    answer.textContent = error.message;
  }
});
