import { iamActions } from '../../calls/call-actions';
import type { CallCatalogue } from '../../calls/call-catalogue';
import { requestOf, textAt } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';

/** The action for tags that a call gives to a new resource. Other services authorize them with the action that creates the resource. */
const TAGGING: Readonly<Record<string, string>> = {
  cloudtrail: 'AddTags',
  dynamodb: 'TagResource',
  ec2: 'CreateTags',
  ecr: 'TagResource',
  ecs: 'TagResource',
  elasticloadbalancing: 'AddTags',
  kms: 'TagResource',
  lambda: 'TagResource',
  logs: 'TagResource',
  rds: 'AddTagsToResource',
  secretsmanager: 'TagResource',
  sns: 'TagResource',
  sqs: 'TagQueue',
  sts: 'TagSession',
};

/** Parameters with tags, and calls that are about tags alone. */
const TAGS = /^(?:tags|tagsList|tagSpecifications?|tagSpecificationSet)$/i;
const ONLY_TAGS = /Tag/;

/** Actions on objects that have another name where the call names a version. */
const OF_OBJECTS = /^s3:(?:Get|Put|Delete)Object(?:Acl|Attributes|Tagging)?$/;

/** All actions that authorize the call of a record: those of its name, and those that its parameters require. */
export function neededActions(record: CloudTrailRecord, calls: CallCatalogue): readonly string[] {
  const name = textAt(record, 'eventName') ?? '';
  const actions = iamActions(sourceOf(record), name, calls);
  const request = requestOf(record) ?? {};
  const [service = ''] = (actions[0] ?? '').split(':');
  const hasTags = Object.keys(request).some((key) => TAGS.test(key) && !isEmpty(request[key]));
  const tagging = service === 'iam' ? `Tag${name.replace(/^Create/, '')}` : TAGGING[service];
  return [
    ...(textAt(request, 'versionId') === undefined ? actions : actions.map(ofVersion)),
    ...(hasTags && tagging !== undefined && !ONLY_TAGS.test(name) ? [`${service}:${tagging}`] : []),
    ...(service === 'sts' && textAt(request, 'sourceIdentity') !== undefined
      ? ['sts:SetSourceIdentity']
      : []),
  ];
}

/** Of Auto Scaling, Application Auto Scaling and scaling plans, which have one event source, the record names the one that was called. */
function sourceOf(record: CloudTrailRecord): string {
  const source = textAt(record, 'eventSource') ?? '';
  if (source !== 'autoscaling.amazonaws.com') return source;
  return textAt(record, 'additionalEventData', 'service') ?? source;
}

function isEmpty(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

function ofVersion(action: string): string {
  return OF_OBJECTS.test(action) ? action.replace('Object', 'ObjectVersion') : action;
}
