import type { ReportCase } from '../../report-data';
import { countOf, countText, cutText, titleText } from '../format';
import type { PageModel } from '../page-model';
import { branchesOf, type CaseBranch } from './case-tree';

/** How much of a name or a sentence is shown. */
const MAX_LENGTH = 2_000;

/** How many values of one kind are shown. */
const MAX_VALUES = 20;

/** The page of one attack: what happened, when, who became whom, what is left, how it is stopped. */
export function CasePage({ model, id }: { readonly model: PageModel; readonly id: string }) {
  const one = model.index.cases.find((each) => each.id === id);
  return (
    <>
      <div class="head">
        <a class="back" href={model.hrefOf({ filter: model.filter.value })}>
          <span aria-hidden="true">← </span>All cases and alerts
        </a>
        <h1>{one === undefined ? 'Unknown case' : one.title}</h1>
        {one === undefined ? (
          <p class="lede">This page has no such case.</p>
        ) : (
          <p class="lede">
            {titleText(one.severity)}. {one.since} to {one.until}. {countOf(one.scope.records, 'record')},{' '}
            {countText(one.scope.failed)} failed. Case <code>{one.id}</code>
          </p>
        )}
      </div>
      {one !== undefined && <Sections one={one} />}
    </>
  );
}

function Sections({ one }: { readonly one: ReportCase }) {
  return (
    <>
      <Section title="What happened">
        <ol class="case-list">
          {one.happened.map(({ text, eventIDs }) => (
            <li key={text}>
              {cutText(text, MAX_LENGTH)} <Ids ids={eventIDs} />
            </li>
          ))}
        </ol>
      </Section>
      <Section title="When" about="UTC">
        <ol class="case-list">
          {momentsOf(one).map(({ time, what, id }) => (
            <li key={`${time} ${what} ${id}`}>
              <span class="whole">{time}</span> {cutText(what, MAX_LENGTH)} <Ids ids={[id]} />
            </li>
          ))}
        </ol>
      </Section>
      <Section title="Who became whom">
        <Branches branches={branchesOf(one)} />
      </Section>
      <Scope one={one} />
      <Section title="What cannot be known">
        <ul class="case-list">
          {one.unknown.map((text) => (
            <li key={text}>{cutText(text, MAX_LENGTH)}</li>
          ))}
        </ul>
      </Section>
      <Containment one={one} />
      <Section title="Open questions">
        <ol class="case-list">
          {one.questions.map(({ question, command }) => (
            <li key={question}>
              {question}
              <pre class="code">{command}</pre>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  readonly children: preact.ComponentChildren;
}

function Section({ title, about, children }: SectionProps) {
  const id = `case-${title.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>
        {title} {about !== undefined && <span class="quiet">{about}</span>}
      </h2>
      {children}
    </section>
  );
}

/** The ids of the records that say so. */
function Ids({ ids }: { readonly ids: readonly string[] }) {
  const shown = ids.filter((id) => id !== '').slice(0, 3);
  return shown.length === 0 ? null : <span class="quiet code">{shown.join(' ')}</span>;
}

/** Alerts, links and things that were made, as one line of time. */
function momentsOf({ alerts, links, scope }: ReportCase) {
  return [
    ...alerts.map(({ first, severity, title, alerts: count, eventIDs }) => ({
      ...{ time: first, id: eventIDs[0] ?? '' },
      what: `${titleText(severity)} alert: ${title}${count > 1 ? ` × ${count}` : ''}`,
    })),
    ...links.map(({ time, from, kind, to, what, eventID }) => ({
      ...{ time, id: eventID, what: `${from} ${kind} ${to} (${what})` },
    })),
    ...scope.made.map(({ time, kind, name, endedBy, eventID }) => ({
      ...{ time, id: eventID },
      what: `Made: ${kind} ${name}, ${endedBy === undefined ? 'no removal logged' : `ended by ${endedBy}`}`,
    })),
  ].sort((one, other) => (one.time < other.time ? -1 : 1));
}

function Branches({ branches }: { readonly branches: readonly CaseBranch[] }) {
  return (
    <ul class="case-tree">
      {branches.map(({ actor, how, below }) => (
        <li key={actor.id}>
          {how !== undefined && (
            <span class="quiet">
              {how.kind}: {cutText(how.what, MAX_LENGTH)}, {how.time} <Ids ids={[how.eventID]} />
              <br />
            </span>
          )}
          <strong>{cutText(actor.arn ?? actor.name, MAX_LENGTH)}</strong>{' '}
          <span class="quiet">
            {actor.type}, {countOf(actor.records, 'record')}, {countOf(actor.alerts, 'alert')}, {actor.first}{' '}
            to {actor.last}
          </span>
          {below.length > 0 && <Branches branches={below} />}
        </li>
      ))}
    </ul>
  );
}

function Scope({ one: { scope, from } }: { readonly one: ReportCase }) {
  const lists = {
    ...{ Accounts: scope.accounts, Regions: scope.regions, Services: scope.services },
    ...{ Addresses: from.addresses, Programs: from.programs, 'Access keys': from.accessKeys },
    ...{ Changed: scope.changed, 'Data and secrets read': scope.read },
  };
  return (
    <Section title="Scope">
      <dl class="facts">
        {Object.entries(lists).map(([label, list]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{valuesText(list)}</dd>
          </div>
        ))}
      </dl>
      {scope.moreMade > 0 && <p class="quiet">{countOf(scope.moreMade, 'more thing')} were made.</p>}
    </Section>
  );
}

function valuesText({ values, others }: ReportCase['scope']['changed']): string {
  if (values.length === 0) return 'none';
  const more = values.length - MAX_VALUES;
  return [
    ...values
      .slice(0, MAX_VALUES)
      .map(({ value, records }) => `${cutText(value, 200)}${records > 1 ? ` (${countText(records)})` : ''}`),
    ...(more > 0 ? [`and ${countText(more)} others`] : []),
    ...(others > 0 ? [`and others in ${countOf(others, 'record')}`] : []),
  ].join(', ');
}

function Containment({ one: { containment } }: { readonly one: ReportCase }) {
  return (
    <Section title="Contain, in this order" about="trailwatch runs none of it">
      {containment.length === 0 && <p>No step follows from the records.</p>}
      <ol class="case-list">
        {containment.map(({ account, command, why, breaks, undo, eventID }) => (
          <li key={command}>
            Account {account}: {cutText(why, MAX_LENGTH)} <Ids ids={[eventID]} />
            <pre class="code">{command}</pre>
            <p class="quiet">Breaks {breaks}. Undo:</p>
            <pre class="code quiet">{undo}</pre>
          </li>
        ))}
      </ol>
    </Section>
  );
}
