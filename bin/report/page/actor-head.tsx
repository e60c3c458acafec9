import { countOf, momentText } from './format';
import type { PageModel } from './page-model';

/** The top of the page of an actor. */
export function ActorHead({ model, actor }: { readonly model: PageModel; readonly actor: string }) {
  const { index, set } = model;
  const place = index.columns.actor.values.indexOf(actor);
  const known = index.actors[place];
  const { rows } = model.found.value;
  const times = [...rows].map((row) => set.times[row] ?? Number.NaN).filter((time) => !Number.isNaN(time));
  const [first, last] = [times[0], times.at(-1)];
  return (
    <div class="head">
      <a class="back" href={model.hrefOf({ filter: model.filter.value })}>
        <span aria-hidden="true">← </span>All actors
      </a>
      <h1>
        {known === undefined ? 'Unknown actor' : known.name === '' ? 'Actor without a name' : known.name}
      </h1>
      {known === undefined ? (
        <p class="lede">No alert of this page is of this actor.</p>
      ) : (
        <>
          <p class="lede">
            {countOf(rows.length, 'alert')}
            {first !== undefined &&
              last !== undefined &&
              ` between ${momentText(first)} and ${momentText(last)} UTC`}
            .
          </p>
          <dl class="facts inline">
            <Fact label="Identity" value={known.key} />
            <Fact label="Type" value={known.type} />
            <Fact label="Account" value={known.accountId} />
          </dl>
        </>
      )}
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string | undefined }) {
  if (value === undefined || value === '') return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
