import { EMBEDDED } from '../modelRequest';
import { type Language, LANGUAGES, useTexts } from '../language/language';

interface Props {
  readonly language: Language;
  readonly onSpeak: (language: Language) => void;
}

/** The page's title and purpose, and its language. */
export function Header({ language, onSpeak }: Props) {
  const t = useTexts();
  return (
    <header class="header">
      <div class="top">
        <p class="brand">
          <img src="icons/icon.svg" alt="" width="28" height="28" />
          ResNeSt on WebGPU
        </p>
        <select
          class="language"
          aria-label={t.language}
          value={language}
          onChange={(event) => onSpeak(event.currentTarget.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([id, { name, texts }]) => (
            <option key={id} value={id} lang={texts.tag}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <h1>{t.title}</h1>
      <p class="lead">{t.lead(EMBEDDED.numClasses)}</p>
    </header>
  );
}
