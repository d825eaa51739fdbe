import { useEffect, useState } from 'react';
import { useClassifier } from './useClassifier';

export function App() {
  const { classifier, progress, error } = useClassifier();
  const [file, setFile] = useState();
  const [answer, setAnswer] = useState();

  useEffect(() => {
    if (!classifier || !file) return undefined;
    // A newer photo, or the end of the component, ends the call before it.
    const newer = new AbortController();
    const { signal } = newer;
    classifier.classify(file, { topK: 3, signal }).then(
      (classes) => setAnswer({ classes }),
      (error) => signal.aborted || setAnswer({ error }),
    );
    return () => newer.abort();
  }, [classifier, file]);

  const failure = error ?? answer?.error;
  return (
    <main>
      <h1>What is in the photo?</h1>
      <label>
        A photo: <input type="file" accept="image/*" onChange={({ target }) => setFile(target.files[0])} />
      </label>
      {!classifier && !error && <p role="status">Loading: {progress?.stage ?? 'the model'}…</p>}
      {failure && <p role="alert">{failure.message}</p>}
      <ol id="answer">
        {answer?.classes?.map(({ index, label, score }) => (
          <li key={index}>
            {label}: {(100 * score).toFixed(1)} %
          </li>
        ))}
      </ol>
    </main>
  );
}
