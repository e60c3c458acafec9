import { useState } from 'preact/hooks';
import type { ColumnName } from '../report-data';
import { isChosen } from './alerts/alert-filter';
import { countOf, countText } from './format';
import type { PageModel } from './page-model';

/** The lists of actions, actors, sources and locations. */
export function Facets({ model }: { readonly model: PageModel }) {
  const { index } = model;
  const isActorPage = model.actorPage.value !== undefined;
  const actorOf = (actor: string) => model.hrefOf({ filter: model.filter.value, actorPage: actor });
  return (
    <section class="section" aria-labelledby="facets-title">
      <h2 id="facets-title">
        {isActorPage ? 'What, from where, and where' : 'What, who, from where, and where'}
      </h2>
      <div class="facets">
        <FacetPanel
          model={model}
          column="rule"
          title="Rules"
          nameOf={(place) => index.rules[place]?.title ?? ''}
        />
        {isActorPage ? (
          <FacetPanel model={model} column="who" title="Sessions and names" />
        ) : (
          <FacetPanel
            model={model}
            column="actor"
            title="Actors"
            nameOf={(place) => index.actors[place]?.name ?? ''}
            noteOf={(place) => index.actors[place]?.accountId}
            hrefOf={actorOf}
          />
        )}
        <FacetPanel
          model={model}
          column="address"
          title="Addresses"
          noteOf={(place) => index.locations[place]}
          isCode
        />
        <FacetPanel model={model} column="call" title="Calls" />
        <FacetPanel model={model} column="account" title="Accounts" isCode />
        <FacetPanel model={model} column="region" title="Regions" isCode />
        <FacetPanel model={model} column="resource" title="Resources" isCode />
        {isActorPage ? (
          <FacetPanel model={model} column="agent" title="User agents" />
        ) : (
          <FacetPanel model={model} column="outcome" title="Outcomes" />
        )}
      </div>
    </section>
  );
}

/** The initial and maximum numbers of listed values. */
const FEW = 6;

const MANY = 200;

/** A list of the values of a column with the number of alerts of each. */
interface FacetPanelProps {
  readonly model: PageModel;
  readonly column: ColumnName;
  readonly title: string;
  /** What a value is called; the value itself, unless given. */
  readonly nameOf?: (place: number) => string;
  /** Additional text after the name. */
  readonly noteOf?: (place: number) => string | undefined;
  /** The address that a value leads to, instead of a filter. */
  readonly hrefOf?: (value: string) => string;
  readonly isCode?: boolean;
}

/** Values by how many alerts they have, each of which narrows the page to its alerts. */
function FacetPanel(props: FacetPanelProps) {
  const { model, column, title } = props;
  const [isWhole, setWhole] = useState(false);
  const { values } = model.index.columns[column];
  const counts = model.found.value.counts[column];
  const filter = model.filter.value;
  const places = values
    .map((_, place) => place)
    .filter((place) => (counts[place] ?? 0) > 0 || isChosen(filter, column, values[place] ?? ''))
    .sort((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0));
  const shown = places.slice(0, isWhole ? MANY : FEW);
  const most = counts[places[0] ?? 0] ?? 0;
  const headingId = `facet-${column}`;
  return (
    <section class="facet" aria-labelledby={headingId}>
      <h3 id={headingId}>
        {title} <span class="quiet">{countText(places.length)}</span>
      </h3>
      <ul class={isWhole ? 'facet-list whole' : 'facet-list'}>
        {shown.map((place) => (
          <li key={place}>
            <FacetValue {...props} place={place} count={counts[place] ?? 0} most={most} />
          </li>
        ))}
      </ul>
      {places.length > FEW && (
        <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole
            ? 'Show fewer'
            : `Show ${places.length > MANY ? `the first ${MANY}` : `all ${countText(places.length)}`}`}
        </button>
      )}
      {places.length === 0 && <p class="quiet">None</p>}
    </section>
  );
}

interface FacetValueProps extends FacetPanelProps {
  readonly place: number;
  readonly count: number;
  readonly most: number;
}

function FacetValue(props: FacetValueProps) {
  const { model, column, place, count, most, nameOf, noteOf, hrefOf, isCode } = props;
  const value = model.index.columns[column].values[place] ?? '';
  const name = nameOf?.(place) ?? value;
  const note = noteOf?.(place);
  const body = (
    <>
      <span class="bar" style={{ inlineSize: `${most === 0 ? 0 : (100 * count) / most}%` }} />
      <span class={isCode === true ? 'name code' : 'name'} title={name}>
        {name === '' ? 'not known' : name}
        {note !== undefined && note !== '' && <span class="quiet"> {note}</span>}
      </span>
      <span class="count">
        {countText(count)}
        <span class="unseen"> {count === 1 ? 'alert' : 'alerts'}</span>
      </span>
    </>
  );
  if (hrefOf !== undefined)
    return (
      <a class="facet-value" href={hrefOf(value)}>
        {body}
      </a>
    );
  return (
    <button
      type="button"
      class="facet-value"
      aria-pressed={isChosen(model.filter.value, column, value)}
      title={`${name}: ${countOf(count, 'alert')}`}
      onClick={() => model.toggle(column, value)}
    >
      {body}
    </button>
  );
}
