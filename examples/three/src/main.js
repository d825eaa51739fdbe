import {
  Color,
  Mesh,
  MeshBasicMaterial,
  PerspectiveCamera,
  PlaneGeometry,
  RenderTarget,
  Scene,
  SRGBColorSpace,
  Texture,
  WebGPURenderer,
} from 'three/webgpu';
import { createClassifier } from 'resnest-webgpu'; // not the worker: a GPUDevice belongs to the thread that asked for it

const SIDE = 448;
// `?unseen` draws nothing on the screen: some browsers without a GPU cannot show WebGPU in a canvas, but can compute.
const isSeen = !new URLSearchParams(location.search).has('unseen');
const answer = document.querySelector('#answer');

try {
  await run();
} catch (error) {
  answer.textContent = error.message;
}

async function run() {
  // One device for both: what three.js draws is a texture that the classifier reads, without a copy through the CPU.
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new Error('there is no WebGPU here');
  const device = await adapter.requestDevice();
  const renderer = new WebGPURenderer({ device, canvas: document.querySelector('#scene') });
  await renderer.init();
  const classifier = await createClassifier({ device });
  answer.textContent = 'Choose a photo.';

  const scene = new Scene();
  scene.background = new Color('white');
  const camera = new PerspectiveCamera(50, 1);
  camera.position.z = 2.4;
  const board = new Mesh(new PlaneGeometry(2, 2), new MeshBasicMaterial());
  scene.add(board);

  // Set as the output, the target gets the colours of a screen (sRGB). A plain render target would hold linear light, which
  // the model was not trained on.
  const target = new RenderTarget(SIDE, SIDE);

  const file = document.querySelector('#file');
  file.disabled = false;
  file.addEventListener('change', async () => {
    const bitmap = await createImageBitmap(file.files[0], { imageOrientation: 'flipY' }); // textures begin at the bottom
    const texture = new Texture(bitmap);
    texture.flipY = false;
    texture.colorSpace = SRGBColorSpace;
    texture.needsUpdate = true;
    board.material.map?.dispose();
    board.material.map = texture;
    board.material.needsUpdate = true;
  });

  let isBusy = false;
  renderer.setAnimationLoop((time) => {
    board.rotation.y = 0.5 * Math.sin(time / 2000);
    if (isSeen) {
      renderer.setOutputRenderTarget(null);
      renderer.render(scene, camera);
    }
    if (isBusy || !board.material.map) return;
    renderer.setOutputRenderTarget(target);
    renderer.render(scene, camera);
    isBusy = true;
    // The call takes the pixels before it returns, so the next frame may draw over them.
    classifier
      .classify(renderer.backend.get(target.texture).texture, { topK: 1 })
      .then(
        ([best]) => (answer.textContent = `${best.label}: ${(100 * best.score).toFixed(1)} %`),
        (error) => (answer.textContent = error.message),
      )
      .finally(() => (isBusy = false));
  });
}
