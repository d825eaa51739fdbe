import { createClassifier } from 'resnest-webgpu/worker';
import { Neighbours } from './neighbours.js';
import { draw, SIDE } from './pictures.js';

const PHOTOS = 1000;
const BATCH = 20; // photos of one call run together on the GPU
const SHOWN = 8;

const [progress, status, file, nearest, all] = ['progress', 'status', 'file', 'nearest', 'all'].map((id) =>
  document.querySelector(`#${id}`),
);

const photos = Array.from({ length: PHOTOS }, (_, i) => draw(i));
const neighbours = new Neighbours();

try {
  await run();
} catch (error) {
  status.textContent = error.message;
}

async function run() {
  // The drawings are small, so a small input serves, and is faster. For photos leave `inputSize` out.
  const classifier = await createClassifier({ inputSize: SIDE });
  const began = performance.now();
  for (let i = 0; i < PHOTOS; i += BATCH) {
    const batch = photos.slice(i, i + BATCH);
    for (const vector of await classifier.embed(batch.map(({ canvas }) => canvas))) neighbours.add(vector);
    progress.value = neighbours.size / PHOTOS;
    status.textContent = `${neighbours.size} of ${PHOTOS} photos`;
  }
  // An app would now write the vectors to IndexedDB: they stay right as long as the model is the same.
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  status.textContent = `${PHOTOS} photos in ${seconds} s. Click one.`;
  progress.hidden = true;

  all.append(...photos.map(({ canvas }, i) => buttonFor(canvas, () => showLike(i))));
  file.disabled = false;
  file.addEventListener('change', async () => {
    try {
      show(neighbours.nearestTo(await classifier.embed(file.files[0]), SHOWN));
      status.textContent = 'These drawings are the nearest to your photo.';
    } catch (error) {
      status.textContent = error.message;
    }
  });
}

function showLike(i) {
  const found = neighbours.nearestOf(i, SHOWN);
  show(found);
  const { kind } = photos[i];
  const same = found.filter((each) => photos[each.i].kind === kind).length;
  status.textContent = `${same} of the ${SHOWN} nearest show ${kind}, as photo ${i} does.`;
}

function show(found) {
  nearest.replaceChildren(
    ...found.map(({ i, likeness }) => {
      const copy = document.createElement('canvas');
      copy.width = copy.height = SIDE;
      copy.getContext('2d').drawImage(photos[i].canvas, 0, 0);
      copy.title = `photo ${i}, ${photos[i].kind}, likeness ${likeness.toFixed(3)}`;
      return copy;
    }),
  );
}

function buttonFor(canvas, onClick) {
  const button = document.createElement('button');
  button.append(canvas);
  button.addEventListener('click', onClick);
  return button;
}
