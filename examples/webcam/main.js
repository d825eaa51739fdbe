import { createClassifier } from 'resnest-webgpu/worker';

const [start, stop, video, answer, count, dropped] = ['start', 'stop', 'video', 'answer', 'count', 'dropped'].map(
  (id) => document.querySelector(`#${id}`),
);

let classifier;

start.addEventListener('click', async () => {
  start.disabled = true;
  const leaving = new AbortController();
  stop.onclick = () => leaving.abort();
  let stream;
  try {
    // Browsers give the camera to pages over https and on localhost.
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    video.srcObject = stream;
    await video.play();
    stop.disabled = false;
    answer.textContent = 'Loading the model…';
    classifier ??= await createClassifier({ signal: leaving.signal });
    // Each answer is that of the newest frame. Frames that come while the model is busy are dropped, not queued.
    for await (const frame of classifier.classifyVideo(video, { topK: 1, signal: leaving.signal })) {
      const [best] = frame.classes;
      answer.textContent = `${best.label}: ${(100 * best.score).toFixed(0)} %`;
      count.value = Number(count.value) + 1;
      dropped.value = Number(dropped.value) + frame.dropped;
    }
  } catch (error) {
    answer.textContent = leaving.signal.aborted ? '' : error.message;
  } finally {
    // Without this, the camera's light stays on.
    for (const track of stream?.getTracks() ?? []) track.stop();
    start.disabled = false;
    stop.disabled = true;
  }
});
