import { FacetPanel } from './facet-panel';
import type { PageModel } from './page-model';

/** What, who, from where and where, as lists. */
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
