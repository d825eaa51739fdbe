import { useTexts } from '../language/language';

interface Props {
  readonly label: string | undefined;
  readonly score: number;
}

/** What stands in the line of a label: its name, its probability, and that as a bar. */
export function LabelLine({ label, score }: Props) {
  const { n } = useTexts();
  return (
    <>
      <span class="label">{label}</span>
      <span class="percent">{n.percent(score)}</span>
      <span class="bar" aria-hidden="true">
        <span style={{ '--share': score }} />
      </span>
    </>
  );
}
