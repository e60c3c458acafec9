// Who may import whom: STYLE of the house as rules. A new arrow is a design change and gets its own commit.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only(
      'core-sees-only-core',
      '^lib/core/',
      ['^lib/core/', '^(node:)?(crypto|zlib|net)$', '^node_modules/(yaml|re2js)/'],
      'core is pure: no AWS SDK, no CDK, no files, network, clock or chance (node:net only for its BlockList)',
    ),
    only('problem-sees-nothing', '^lib/core/problem/', ['^lib/core/problem/'], 'every room reports problems'),
    only(
      'gzip-sees-problems',
      '^lib/core/gzip/',
      ['^lib/core/(gzip|problem)/', '^(node:)?zlib$'],
      'unpacking knows no record',
    ),
    only('json-sees-only-json', '^lib/core/json/', ['^lib/core/json/'], 'JSON knows no record'),
    only(
      'record-sees-bytes-and-json',
      '^lib/core/record/',
      ['^lib/core/(record|gzip|json|problem)/', '^(node:)?crypto$'],
      'reading knows nothing of rules',
    ),
    only(
      'correlation-sees-rules-and-records',
      '^lib/core/correlation/',
      ['^lib/core/(correlation|compile|record|json|rule)/', '^(node:)?crypto$'],
      'what correlations mean knows nothing of alerts, tables and files',
    ),
    only(
      'rule-sees-records-only',
      '^lib/core/rule/',
      ['^lib/core/(rule|record|json|problem)/', '^node_modules/re2js/'],
      'the rule model knows neither its language nor its targets',
    ),
    only(
      'sigma-sees-the-rule-model',
      '^lib/core/(sigma|yaml)/',
      ['^lib/core/(sigma|yaml|rule|record|json|problem)/', '^node_modules/(yaml|re2js)/'],
      'the language of rules knows no target',
    ),
    {
      name: 'targets-do-not-see-each-other',
      severity: 'error',
      from: { path: '^lib/core/compile/([a-z-]+)/' },
      to: { path: '^lib/core/compile/[a-z-]+/', pathNot: '^lib/core/compile/$1/' },
    },
    only(
      'constructs-see-core-and-cdk',
      '^lib/constructs/',
      ['^lib/(core|constructs)/', '^node_modules/(aws-cdk-lib|constructs)/', '^(node:)?(fs|path|crypto)$'],
      'constructs, handlers and commands never see each other',
    ),
    only(
      'public-api-is-constructs',
      '^lib/index\\.ts$',
      ['^lib/constructs/'],
      'what is exported is jsii-shaped',
    ),
    only(
      'handlers-see-core-and-sdk',
      '^lambda/',
      [
        '^lambda/',
        '^lib/core/',
        '^node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools|@types/aws-lambda|p-limit)/',
        '^(node:)?(fs|stream|crypto|zlib|timers)(/promises)?$',
      ],
      'constructs, handlers and commands never see each other',
    ),
    {
      name: 'jobs-do-not-see-each-other',
      comment: 'raise is no job: it is how every job raises alerts, so that each is raised once',
      severity: 'error',
      from: { path: '^lambda/([^/]+)/' },
      to: { path: '^lambda/', pathNot: ['^lambda/$1/', '^lambda/(aws|raise)/'] },
    },
    {
      name: 'command-line-sees-core-and-aws',
      severity: 'error',
      from: { path: '^bin/', pathNot: '^bin/((app|build|generate)\\.ts$|generators/)' },
      to: {
        path: '^(lib/(index|constructs)|lambda/(?!aws/)|test/|bin/(app|build)\\.ts|node_modules/(aws-cdk-lib|constructs)/)',
      },
    },
    {
      name: 'app-sees-the-public-api',
      severity: 'error',
      from: { path: '^bin/app\\.ts$' },
      to: { path: '^(lib/(core|constructs)|lambda/|test/)' },
    },
    {
      name: 'product-never-sees-test',
      severity: 'error',
      from: { path: '^(lib|lambda|bin)/' },
      to: { path: '^test/' },
    },
    only(
      'iam-simulator-sees-only-itself',
      '^test/iam-simulator/',
      ['^test/iam-simulator/', '^node_modules/', '^(node:)?net$'],
      'a simulator that decides as IAM does knows nothing of what it judges',
    ),
    { name: 'source-never-sees-dist', severity: 'error', from: {}, to: { path: '^dist/' } },
    {
      name: 'no-folders-import-each-other',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(lib/core|lib/constructs|lambda|bin)/' },
      to: { circular: true },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^test/jest-setup\\.ts$'] },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-at-synth',
      severity: 'error',
      from: { path: '^lib/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/(aws-cdk-lib|constructs)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
