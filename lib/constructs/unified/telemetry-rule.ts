import {
  CfnOrganizationTelemetryRule,
  CfnTelemetryRule,
  type CfnTelemetryRuleProps,
} from 'aws-cdk-lib/aws-observabilityadmin';
import type { Construct } from 'constructs';
import type { Selection } from '../../core/selector/selection';
import { toTrailProperties } from '../../core/selector/to-trail-properties';

/** Properties of a telemetry rule for CloudTrail. */
export interface TelemetryRule {
  readonly ruleName: string;
  readonly isOfOrganization: boolean;
  readonly selection: Selection;
  readonly retentionInDays: number;
  /** The Regions that the rule is replicated to; `all` includes Regions that AWS opens later. */
  readonly regions: 'all' | readonly string[];
}

/**
 * Creates the rule. The types of aws-cdk-lib lack selectors before 2.233, and Regions before 2.276; unknown properties are
 * dropped, so overrides are used.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-observabilityadmin-telemetryrule.html
 */
export function createTelemetryRule(
  scope: Construct,
  rule: TelemetryRule,
): CfnTelemetryRule | CfnOrganizationTelemetryRule {
  const props: CfnTelemetryRuleProps = {
    ruleName: rule.ruleName,
    rule: {
      resourceType: 'AWS::CloudTrail',
      telemetryType: 'Logs',
      destinationConfiguration: {
        destinationType: 'cloud-watch-logs',
        retentionInDays: rule.retentionInDays,
      },
    },
  };
  // CloudFormation cannot change the type of a resource, so an organization rule has its own id.
  const resource = rule.isOfOrganization
    ? new CfnOrganizationTelemetryRule(scope, 'OrganizationRule', props)
    : new CfnTelemetryRule(scope, 'Resource', props);
  const selectors = 'Rule.DestinationConfiguration.CloudtrailParameters.AdvancedEventSelectors';
  resource.addPropertyOverride(selectors, toSelectors(rule.selection));
  if (rule.regions === 'all') resource.addPropertyOverride('Rule.AllRegions', true);
  else if (rule.regions.length > 0) resource.addPropertyOverride('Rule.Regions', rule.regions);
  return resource;
}

/** Uses the property names of templates. */
function toSelectors(selection: Selection): readonly object[] {
  const { advancedEventSelectors = [] } = toTrailProperties(selection);
  return advancedEventSelectors.map(({ name, fieldSelectors }) => ({
    ...(name === undefined ? {} : { Name: name }),
    FieldSelectors: fieldSelectors.map((fieldSelector) =>
      Object.fromEntries(
        Object.entries(fieldSelector).map(([member, values]) => [toTemplateName(member), values]),
      ),
    ),
  }));
}

function toTemplateName(member: string): string {
  return member === 'equalTo' ? 'Equals' : `${member.charAt(0).toUpperCase()}${member.slice(1)}`;
}
