import { useEffect, useRef, useState } from 'preact/hooks';
import type { Classifier, SelfTestReport } from '../../index';
import { Problem } from '../components/Problem';
import { type Failure, failureOf } from '../failures';
import { useTexts } from '../language/language';
import { useInsideTexts } from './insideTexts';

/** Tests the programs on this device, and shows a report that can be copied. */
export function SelfTest({ classifier }: { readonly classifier: Classifier }) {
  const { backend } = useTexts();
  const t = useInsideTexts();
  const [isTesting, setTesting] = useState(false);
  const [report, setReport] = useState<SelfTestReport>();
  const [failure, setFailure] = useState<Failure>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = (): void => {
    const controller = new AbortController();
    running.current = controller;
    setTesting(true);
    setFailure(undefined);
    classifier
      .selfTest({ signal: controller.signal })
      .then(setReport, (error: unknown) => {
        if (!controller.signal.aborted) setFailure(failureOf(error, { on: 'photo', name: '' }));
      })
      .finally(() => setTesting(false));
  };
  if (classifier.info.backend === 'wasm') return <p>{backend.noTest}</p>;
  return (
    <>
      <p>{t.testSaid}</p>
      <p>
        <button type="button" class="button" disabled={isTesting} onClick={start}>
          {isTesting ? t.testing : t.testStart}
        </button>
      </p>
      <p role="status">{report && (report.passed ? t.passed : t.failed)}</p>
      <Problem failure={failure} />
      {report && <Report text={`${navigator.userAgent}\n${report.text}`} />}
    </>
  );
}

function Report({ text }: { readonly text: string }) {
  const t = useInsideTexts();
  const [said, setSaid] = useState<string>();
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setSaid(t.copied),
      () => setSaid(t.copyFailed),
    );
  return (
    <>
      <pre class="report" lang="en" tabIndex={0} aria-label={t.report}>
        {text}
      </pre>
      <p class="actions">
        <button type="button" class="button" onClick={copy}>
          {t.copy}
        </button>
        <span role="status">{said}</span>
      </p>
    </>
  );
}
