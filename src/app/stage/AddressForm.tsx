import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { useTexts } from '../language/language';
import { urlOf } from './address';

interface Props {
  /** The address that a picture is being fetched from. */
  readonly fetching: string | undefined;
  readonly onFetch: (address: string) => void;
}

/** A field for the address of a picture, which unfolds. */
export function AddressForm({ fetching, onFetch }: Props) {
  const { address: t } = useTexts();
  const [address, setAddress] = useState('');
  const host = urlOf(fetching ?? '')?.host;
  const submit = (event: TargetedEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (address.trim() !== '') onFetch(address);
  };
  return (
    <div class="address">
      <details>
        <summary>{t.open}</summary>
        <form onSubmit={submit} noValidate>
          <input
            type="url"
            inputMode="url"
            aria-label={t.field}
            placeholder="https://"
            value={address}
            onInput={({ currentTarget }) => setAddress(currentTarget.value)}
          />
          <button type="submit" class="button">
            {t.fetch}
          </button>
        </form>
      </details>
      <p class="muted small" aria-live="polite">
        {host && t.fetching(host)}
      </p>
    </div>
  );
}
