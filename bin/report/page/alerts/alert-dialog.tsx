import { useEffect, useRef, useState } from 'preact/hooks';
import { toPrintable } from '../../../../lib/core/safe-text/printable';
import type { AlertDetail, ReportRule } from '../../report-data';
import { cutText, titleText } from '../format';
import type { PageModel } from '../page-model';
import { RecordView } from '../record-view';

/** Characters; CloudTrail's maximum for a user agent is 1 KB. */
const MAX_FACT = 2_000;

/** The alert that is open, over the page. */
export function AlertDialog({ model }: { readonly model: PageModel }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const row = model.opened.value;
  const isOpen = row !== undefined;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const close = () => {
    model.opened.value = undefined;
  };
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="alert-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      {row !== undefined && <Alert model={model} row={row} onClose={close} />}
    </dialog>
  );
}

interface AlertProps {
  readonly model: PageModel;
  readonly row: number;
  readonly onClose: () => void;
}

function Alert({ model, row, onClose }: AlertProps) {
  const detail = useDetail(model, row);
  const severity = model.set.value('severity', row);
  const rule = model.index.rules[model.set.idOf('rule', row)];
  return (
    <article class="sheet-body">
      <SheetBar model={model} row={row} onClose={onClose} />
      <p class={`severity ${severity}`}>{titleText(severity)}</p>
      <h2 id="alert-title">{model.set.value('title', row)}</h2>
      {detail === undefined && <p class="quiet">Reading the record</p>}
      {detail === 'unreadable' && <p class="note">The details of this alert are damaged in this file.</p>}
      {typeof detail === 'object' && (
        <>
          <p class="lede">{shownText(detail.summary)}</p>
          <Facts model={model} row={row} detail={detail} />
          <RuleView rule={rule} detail={detail} />
          <RecordView key={detail.id} detail={detail} conditions={rule?.conditions ?? []} />
        </>
      )}
    </article>
  );
}

type Detail = AlertDetail | 'unreadable' | undefined;

function useDetail(model: PageModel, row: number): Detail {
  const [read, setRead] = useState<{ readonly row: number; readonly detail: Detail }>();
  useEffect(() => {
    let isWanted = true;
    model.details
      .read(row)
      .catch(() => undefined)
      .then((detail) => {
        if (isWanted) setRead({ row, detail: detail ?? 'unreadable' });
      });
    return () => {
      isWanted = false;
    };
  }, [model, row]);
  return read?.row === row ? read.detail : undefined;
}

function SheetBar({ model, row, onClose }: AlertProps) {
  const rows = model.rows.value;
  const place = rows.indexOf(row);
  const go = (to: number) => {
    model.opened.value = rows[to];
  };
  return (
    <div class="sheet-bar">
      <button type="button" class="button" disabled={place <= 0} onClick={() => go(place - 1)}>
        Previous
      </button>
      <button
        type="button"
        class="button"
        disabled={place < 0 || place === rows.length - 1}
        onClick={() => go(place + 1)}
      >
        Next
      </button>
      <span class="grow" />
      <button type="button" class="button" onClick={onClose}>
        Close
      </button>
    </div>
  );
}

interface FactsProps {
  readonly model: PageModel;
  readonly row: number;
  readonly detail: AlertDetail;
}

function Facts({ model, row, detail }: FactsProps) {
  const { set, index } = model;
  const { actor, source, outcome, accessKeyId } = detail;
  const accessKey = accessKeyId === undefined ? undefined : `access key ${accessKeyId}`;
  const actorKey = set.value('actor', row);
  const location = index.locations[set.idOf('address', row)] ?? '';
  const place = [source.bucket, source.key].filter((part) => part !== undefined).join('/');
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['When', detail.eventTime],
    ['Identity', [actor.type, actor.arn, accessKey].filter((part) => part !== undefined).join(' · ')],
    ['Account', set.value('account', row)],
    ['Region', set.value('region', row)],
    ['From', [set.value('address', row), location].filter((part) => part !== '').join(' · ')],
    ['MFA', actor.mfa === undefined ? undefined : actor.mfa ? 'yes' : 'no'],
    ['User agent', detail.userAgent],
    ['Outcome', [outcome?.status, outcome?.code].filter((part) => part !== undefined).join(': ')],
    ...(detail.resourceDetails ?? []).map(
      ({ type, name, arn }) => ['Resource', `${type === 'Other' ? '' : `${type} `}${arn ?? name}`] as const,
    ),
    ...detail.facts,
    ['Event', detail.eventID],
    ['File', place],
  ];
  return (
    <dl class="facts">
      <div>
        <dt>Who</dt>
        <dd>
          <a
            href={model.hrefOf({ filter: model.filter.value, actorPage: actorKey })}
            onClick={() => closed(model)}
          >
            {actor.name === '' ? 'not known' : shownText(actor.name)}
          </a>
        </dd>
      </div>
      {facts
        .filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '')
        .map(([label, value]) => (
          <div key={`${label} ${value}`}>
            <dt>{label}</dt>
            <dd>{shownText(value)}</dd>
          </div>
        ))}
    </dl>
  );
}

/** The record below has more of it. */
function shownText(text: string): string {
  return toPrintable(cutText(text, MAX_FACT));
}

function closed(model: PageModel): void {
  model.opened.value = undefined;
}

function RuleView({ rule, detail }: { readonly rule: ReportRule | undefined; readonly detail: AlertDetail }) {
  if (rule === undefined) return null;
  const { links, attemptStep } = detail;
  const steps = new Set([...(attemptStep === undefined ? [] : [attemptStep]), ...rule.firstSteps]);
  return (
    <section aria-labelledby="rule-title">
      <h3 id="rule-title">Rule</h3>
      <p>
        <code>{rule.name}</code> {rule.description}
      </p>
      {steps.size > 0 && (
        <>
          <h4>First steps</h4>
          <ol>
            {[...steps].map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </>
      )}
      {rule.falsePositives.length > 0 && (
        <>
          <h4>May be harmless</h4>
          <ul>
            {rule.falsePositives.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
      <p class="links">
        {rule.runbook !== undefined && <OutLink href={rule.runbook} text="Runbook" />}
        {links?.record !== undefined && <OutLink href={links.record} text="Record in the console" />}
        {links?.actor !== undefined && <OutLink href={links.actor} text="Actor in the console" />}
      </p>
    </section>
  );
}

/** Links that alerts carry were made by trailwatch; anything but https would be a mistake. */
function OutLink({ href, text }: { readonly href: string; readonly text: string }) {
  if (!href.startsWith('https://')) return null;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}
