import { useEffect, useRef } from 'preact/hooks';
import type { FacetName } from './alerts/alert-filter';
import { isOpen } from './alerts/alert-filter';
import { foundText } from './alerts/alert-table';
import { LABELS, nameOf } from './filter-texts';
import { rangeText } from './format';
import type { PageModel } from './page-model';

/** What is searched for, what is chosen, and how many alerts that leaves. */
export function FilterBar({ model }: { readonly model: PageModel }) {
  const input = useRef<HTMLInputElement>(null);
  const filter = model.filter.value;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <div class="filter-bar">
      <label class="search">
        <span class="unseen">Search alerts</span>
        <input
          ref={input}
          type="search"
          value={filter.query}
          placeholder="Search names, calls, addresses, resources"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => model.search(event.currentTarget.value)}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <p class="found" role="status">
        {foundText(model)}
      </p>
      {!isOpen(filter) && <Chips model={model} />}
    </div>
  );
}

function Chips({ model }: { readonly model: PageModel }) {
  const { chosen, from, to } = model.filter.value;
  const facets = Object.entries(chosen) as [FacetName, readonly string[]][];
  return (
    <ul class="chips" aria-label="Filters">
      {facets.flatMap(([facet, values]) =>
        values.map((value) => (
          <Chip
            key={`${facet} ${value}`}
            label={LABELS[facet]}
            value={nameOf(model, facet, value)}
            onRemove={() => model.toggle(facet, value)}
          />
        )),
      )}
      {from !== undefined && to !== undefined && (
        <Chip label="When" value={rangeText(from, to)} onRemove={() => model.chooseRange(undefined)} />
      )}
      <li>
        <button type="button" class="link" onClick={() => model.clear()}>
          Clear all filters
        </button>
      </li>
    </ul>
  );
}

interface ChipProps {
  readonly label: string;
  readonly value: string;
  readonly onRemove: () => void;
}

function Chip({ label, value, onRemove }: ChipProps) {
  return (
    <li>
      <button
        type="button"
        class="chip"
        aria-label={`Remove the filter ${label}: ${value}`}
        onClick={onRemove}
      >
        <span class="quiet">{label}</span>{' '}
        <span class="chip-value">{value === '' ? 'not known' : value}</span>
        <span aria-hidden="true"> ×</span>
      </button>
    </li>
  );
}
