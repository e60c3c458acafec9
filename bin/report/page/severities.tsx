import { SEVERITIES as LEAST_FIRST } from '../../../lib/core/rule/rule';
import { isChosen } from './alerts/alert-filter';
import { countText, titleText } from './format';
import type { PageModel } from './page-model';

/** From the most severe. */
export const SEVERITIES = [...LEAST_FIRST].reverse();

/** How many alerts each severity has; a severity narrows the page to its alerts. */
export function Severities({ model }: { readonly model: PageModel }) {
  const { values } = model.index.columns.severity;
  const counts = model.found.value.counts.severity;
  return (
    <ul class="severities" aria-label="Alerts by severity">
      {SEVERITIES.map((severity) => {
        const count = counts[values.indexOf(severity)] ?? 0;
        return (
          <li key={severity}>
            <button
              type="button"
              class={`severity-tile ${severity}${count === 0 ? ' zero' : ''}`}
              aria-pressed={isChosen(model.filter.value, 'severity', severity)}
              onClick={() => model.toggle('severity', severity)}
            >
              <span class="figure">{countText(count)}</span> <span class="label">{titleText(severity)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
