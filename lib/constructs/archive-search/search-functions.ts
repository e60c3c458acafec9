import { Duration, Size } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { SearchPlace } from '../../core/archive-search/search-place';
import { DEFAULT_MEMORY_MIB } from '../../core/archive-search/search-price';
import { type SearchResources, toSearchStatements } from '../../core/archive-search/search-statements';
import {
  SEARCH_ENVIRONMENT,
  SEARCH_PLAN_ENVIRONMENT,
  SEARCH_SUMMARY_ENVIRONMENT,
} from '../../core/settings/archive-search-settings';
import { grantFolderList, grantObjects, LogFolder } from '../archive/log-reading';
import { createDocumentLayer } from '../asset/document-layer';
import { describeRules } from '../rule/describe-rules';
import type { RuleSet } from '../rule/rule-set';
import { createJobFunction, type JobFunction, type JobFunctionProps } from '../worker/job-function';
import { toRulesDocument, toRulesEnvironment } from '../worker/rules-document';
import type { ArchiveSearchProps } from './archive-search-props';

/** One step of a search. */
export interface SearchFunctionProps
  extends Pick<
    JobFunctionProps,
    'options' | 'bundle' | 'description' | 'memorySize' | 'environment' | 'layer' | 'statements'
  > {
  /**
   * The services that it calls, in words.
   *
   * @default 'S3'
   */
  readonly services?: string;
}

/** The maximum Lambda timeout: a step that processes more at a time is started less often. */
const TIMEOUT = Duration.minutes(15);

/** A step of a search as a function, its role and its log group. */
export function createSearchFunction(scope: Construct, props: SearchFunctionProps): JobFunction {
  return createJobFunction(scope, {
    ...props,
    timeout: TIMEOUT,
    logContents: 'counts and object keys, no records',
    services: props.services ?? 'S3',
    wildcards: {
      's3:GetObject': 'searches and trails write new objects; a policy can name them by their folders only',
      's3:PutObject': 'each search writes to a folder of its own, whose name is not known before',
    },
    controls: {
      LambdaDLQ: 'Step Functions calls it, waits for the answer, and tries again',
      LambdaConcurrency: 'the state machine bounds it, without reserving what other functions may need',
    },
  });
}

/** Properties of the functions of a search. */
export interface SearchFunctionsProps {
  readonly props: ArchiveSearchProps;
  readonly rules: RuleSet;
  readonly place: SearchPlace;
  readonly results: SearchResources;
  /** Distinguishes the logs of this search from those of others. */
  readonly searchName: string;
}

/** Twice the maximum that CloudTrail writes. */
const MAX_LOG_FILE = Size.mebibytes(100);

/** The folders that are searched; the same as `SEARCHED_FOLDERS` of the core. */
const FOLDERS = [LogFolder.RECORDS, LogFolder.AGGREGATED, LogFolder.NETWORK_ACTIVITY];

/** The function that lists the archive and writes the plan of what to search. */
export function createPlanFunction(scope: Construct, parts: SearchFunctionsProps): IFunction {
  const { props, rules, place, results, searchName } = parts;
  const own = new Construct(scope, 'Plan');
  const { id, ...document } = toRulesDocument(rules);
  const layer = createDocumentLayer(own, id, { ...document, architecture: props.architecture });
  const { lambdaFunction, role } = createSearchFunction(own, {
    options: props,
    bundle: 'archive-search-plan',
    description: 'plans searches of an archive',
    memorySize: Size.mebibytes(512),
    layer,
    environment: {
      ...SEARCH_PLAN_ENVIRONMENT.encode({
        resultsBucketName: place.resultsBucket,
        searchName,
        bucketName: place.archiveBucket,
        root: place.root,
        rulesFile: layer.file,
      }),
      ...toRulesEnvironment(rules),
    },
    statements: toSearchStatements('plan', results),
  });
  grantFolderList(props.archive, role);
  describeRules(lambdaFunction, {
    ...{ construct: 'ArchiveSearch', rules },
    routes: [[`searches of ${props.archive.node.path}`, 'started by request']],
  });
  return lambdaFunction;
}

/** The function that searches a batch of log files. */
export function createBatchFunction(scope: Construct, parts: SearchFunctionsProps): IFunction {
  const { props, rules, place, results, searchName } = parts;
  const { lambdaFunction, role } = createSearchFunction(new Construct(scope, 'Search'), {
    options: props,
    bundle: 'archive-search',
    description: 'searches log files of an archive for rules',
    memorySize: props.memorySize ?? Size.mebibytes(DEFAULT_MEMORY_MIB),
    environment: {
      ...SEARCH_ENVIRONMENT.encode({
        resultsBucketName: place.resultsBucket,
        searchName,
        bucketName: place.archiveBucket,
        maxLogFileBytes: MAX_LOG_FILE.toBytes(),
      }),
      ...toRulesEnvironment(rules),
    },
    statements: toSearchStatements('search', results),
  });
  grantObjects(props.archive, role, { folders: FOLDERS });
  return lambdaFunction;
}

/** The function that adds up the results of batches, and evaluates correlations. */
export function createSummaryFunction(scope: Construct, parts: SearchFunctionsProps): IFunction {
  const { props, rules, place, results, searchName } = parts;
  const { lambdaFunction } = createSearchFunction(new Construct(scope, 'Summary'), {
    options: props,
    bundle: 'archive-search-summary',
    description: 'summarizes searches of an archive',
    memorySize: Size.mebibytes(3008),
    environment: {
      ...SEARCH_SUMMARY_ENVIRONMENT.encode({ resultsBucketName: place.resultsBucket, searchName }),
      ...toRulesEnvironment(rules),
    },
    statements: toSearchStatements('summary', results),
  });
  return lambdaFunction;
}
