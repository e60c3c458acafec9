import type { InsightUser, ReportInsight } from '../../report-data';
import { withChosen, withRange } from '../alerts/alert-filter';
import { alertsDuring } from '../alerts/alert-set';
import { countOf, countText, spanText, timeText } from '../format';
import type { PageModel } from '../page-model';

/** What CloudTrail Insights found unusual, with the alerts of the same minutes. On the page of an actor, what it had a share in. */
export function InsightList({ model }: { readonly model: PageModel }) {
  const { insights, insightsLeftOut } = model.index;
  const actor = model.actorPage.value;
  const shown = insights.filter(
    ({ users }) => actor === undefined || users.some((user) => user.actor === actor),
  );
  if (shown.length === 0) return null;
  return (
    <section class="section" aria-labelledby="insights-title">
      <h2 id="insights-title">
        Unusual rates <span class="quiet">as CloudTrail Insights found them</span>
      </h2>
      {insightsLeftOut > 0 && (
        <p class="quiet">{countText(insightsLeftOut)} more began earlier, and are not in this page.</p>
      )}
      <ul class="insights">
        {shown.map((insight) => (
          <li key={JSON.stringify(insight)} class="insight">
            <InsightItem model={model} insight={insight} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  readonly model: PageModel;
  readonly insight: ReportInsight;
}

function InsightItem({ model, insight }: ItemProps) {
  const { what, service, account, region, users, from, to, isOver } = insight;
  const place = [service, account, region].filter((part) => part !== '').join(' · ');
  return (
    <>
      <h3>{what}</h3>
      <p class="quiet">
        {isOver ? spanText(from, to) : `${timeText(from)} and not known to be over`} UTC
        {place === '' ? '' : ` · ${place}`}
      </p>
      <p>{rateText(insight)}</p>
      {users.length > 0 && (
        <ul>
          {users.map((user) => (
            <li key={user.actor}>
              <User model={model} user={user} />
            </li>
          ))}
        </ul>
      )}
      <AlertsOfMinutes model={model} insight={insight} />
    </>
  );
}

function rateText({ rate, usual }: ReportInsight): string {
  if (rate === undefined) return 'The rate is not known.';
  return `${rounded(rate)} a minute${usual === undefined ? '' : `, usually ${rounded(usual)}`}`;
}

/** An actor with alerts has a page. */
function User({ model, user }: { readonly model: PageModel; readonly user: InsightUser }) {
  const { actor, name, rate, usual } = user;
  const isKnown = model.index.columns.actor.values.includes(actor);
  return (
    <>
      {isKnown ? <a href={model.hrefOf({ filter: model.filter.value, actorPage: actor })}>{name}</a> : name}:{' '}
      {rate === undefined ? 'not known' : `${rounded(rate)} a minute`}, before{' '}
      {usual === undefined ? 'not known' : rounded(usual)}
    </>
  );
}

/** The alerts of the minutes of an insight, in its account and Region. */
function AlertsOfMinutes({ model, insight }: ItemProps) {
  const { account, region, from, to } = insight;
  const count = alertsDuring(model.set, insight);
  if (count === 0) return <p class="quiet">No alert in these minutes, there.</p>;
  const show = () => {
    const inAccount = withChosen(model.filter.value, 'account', account === '' ? [] : [account]);
    const there = withChosen(inAccount, 'region', region === '' ? [] : [region]);
    model.filter.value = withRange(there, [from, to + 1]);
  };
  return (
    <p>
      <button type="button" class="link" onClick={show}>
        {countOf(count, 'alert')} in these minutes
      </button>
    </p>
  );
}

function rounded(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
