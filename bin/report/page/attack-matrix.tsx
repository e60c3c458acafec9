import { useState } from 'preact/hooks';
import type { ReportTechnique } from '../report-data';
import { isChosen } from './alerts/alert-filter';
import { countOf, countText, titleText } from './format';
import type { PageModel } from './page-model';

/** The tactics in the order of the matrix; others come after them. */
const TACTICS = [
  ...[
    'resource-development',
    'initial-access',
    'execution',
    'persistence',
    'privilege-escalation',
    'stealth',
  ],
  ...['defense-impairment', 'credential-access', 'discovery', 'lateral-movement', 'collection'],
  ...['command-and-control', 'exfiltration', 'impact'],
];

/** How dark a technique is, by the share of its alerts of those of the most frequent one. */
const LEVELS = 4;

/** Techniques of ATT&CK by tactic, with their alerts. */
export function AttackMatrix({ model }: { readonly model: PageModel }) {
  const [isWhole, setWhole] = useState(false);
  const counts = model.found.value.techniques;
  const { techniques, attackVersion } = model.index;
  const isShown = ({ id }: ReportTechnique) =>
    isWhole || (counts.get(id) ?? 0) > 0 || isChosen(model.filter.value, 'technique', id);
  const tactics = [...TACTICS, ...techniques.flatMap((each) => each.tactics)];
  const columns = [...new Set(tactics)]
    .map((tactic) => ({
      tactic,
      techniques: techniques
        .filter((each) => each.tactics.includes(tactic) && isShown(each))
        .sort((one, other) => (counts.get(other.id) ?? 0) - (counts.get(one.id) ?? 0)),
    }))
    .filter((column) => column.techniques.length > 0);
  if (techniques.length === 0) return null;
  const most = Math.max(1, ...counts.values());
  return (
    <section class="section" aria-labelledby="matrix-title">
      <div class="section-head">
        <h2 id="matrix-title">
          ATT&amp;CK <span class="quiet">version {attackVersion}</span>
        </h2>
        <label class="check">
          <input type="checkbox" checked={isWhole} onChange={() => setWhole(!isWhole)} />
          Show the {countText(techniques.length)} techniques that rules look for
        </label>
      </div>
      {columns.length === 0 && <p class="quiet">No alert shown here names a technique.</p>}
      <div class="matrix">
        {columns.map(({ tactic, techniques: listed }) => (
          <section key={tactic} class="tactic" aria-labelledby={`tactic-${tactic}`}>
            <h3 id={`tactic-${tactic}`}>{titleText(tactic)}</h3>
            <ul>
              {listed.map((technique) => (
                <li key={technique.id}>
                  <Technique
                    model={model}
                    technique={technique}
                    count={counts.get(technique.id) ?? 0}
                    most={most}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

interface TechniqueProps {
  readonly model: PageModel;
  readonly technique: ReportTechnique;
  readonly count: number;
  readonly most: number;
}

function Technique({ model, technique: { id, name, rules }, count, most }: TechniqueProps) {
  const level = count === 0 ? 0 : Math.max(1, Math.ceil((LEVELS * Math.log1p(count)) / Math.log1p(most)));
  return (
    <button
      type="button"
      class={`technique level-${level}`}
      aria-pressed={isChosen(model.filter.value, 'technique', id)}
      title={`${id} ${name}: ${countOf(count, 'alert')}; ${countOf(rules, 'rule')} look for it`}
      onClick={() => model.toggle('technique', id)}
    >
      <span class="technique-name">{name === '' ? id : name}</span>
      <span class="technique-foot">
        <span>{id}</span>
        <span>
          {countText(count)}
          <span class="unseen"> {count === 1 ? 'alert' : 'alerts'}</span>
        </span>
      </span>
    </button>
  );
}
