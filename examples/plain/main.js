import { createClassifier } from 'resnest-webgpu';

const file = document.querySelector('#file');
const status = document.querySelector('#status');
const answer = document.querySelector('#answer');

try {
  // Weights are downloaded once; IndexedDB keeps them for the next visit.
  const classifier = await createClassifier({
    onProgress: ({ stage, loaded, total }) => {
      status.textContent = total ? `${stage}: ${Math.round((100 * loaded) / total)} %` : stage;
    },
  });
  status.textContent = 'Choose a photo. It stays on your device.';
  file.disabled = false;

  file.addEventListener('change', async () => {
    try {
      const classes = await classifier.classify(file.files[0], { topK: 3 });
      answer.replaceChildren(
        ...classes.map(({ label, score }) => {
          const item = document.createElement('li');
          item.textContent = `${label}: ${(100 * score).toFixed(1)} %`;
          return item;
        }),
      );
    } catch (error) {
      status.textContent = error.message; // such as: this file is no picture
    }
  });
} catch (error) {
  status.textContent = error.message; // such as: this browser has no WebGPU
}
