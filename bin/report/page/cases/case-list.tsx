import { countOf, countText, titleText } from '../format';
import type { PageModel } from '../page-model';

/** The attacks that were found, each with a page of its own. */
export function CaseList({ model }: { readonly model: PageModel }) {
  const { cases, casesLeftOut } = model.index;
  if (cases.length === 0) return null;
  return (
    <section class="section" aria-labelledby="cases-title">
      <h2 id="cases-title">
        Cases <span class="quiet">alerts that are one attack</span>
      </h2>
      {casesLeftOut > 0 && (
        <p class="quiet">{countText(casesLeftOut)} less severe ones are not in this page.</p>
      )}
      <ul class="insights">
        {cases.map(({ id, severity, title, happened, since, until, scope, who }) => (
          <li key={id} class={`insight severity ${severity}`}>
            <h3>
              <a href={model.hrefOf({ filter: model.filter.value, casePage: id })}>{title}</a>
            </h3>
            <p class="quiet">
              {titleText(severity)} · {since} to {until} · {countOf(scope.records, 'record')} of{' '}
              {countOf(who.length, 'actor')}
            </p>
            <p>{happened[0]?.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
