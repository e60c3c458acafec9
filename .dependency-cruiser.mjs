// Who may import whom; docs/extend/architecture.md has the reasons. A new arrow is a design change and gets its own commit.
// Each comment is a reason and, after `Remedy:`, what to do instead; `npm run generate` writes both into the document.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

/** What users run: constructs, handlers, both command lines, and what worker threads and the build of the prefilter begin with. */
const SHIPPED_ENTRIES =
  '^(lib/index|lambda/[^/]+/index|processing/index|bin/(trailwatch|app)|bin/scan/workers/search-job|lib/core/prefilter/assembly/index)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only(
      'core-sees-only-core',
      '^lib/core/',
      ['^lib/core/', '^(node:)?(crypto|zlib|net)$', '^node_modules/(yaml|re2js)/'],
      'The core is pure: no AWS SDK, no CDK, no files, network, clock or randomness (`node:net` is there for `BlockList`). Remedy: take the value as an argument, or call the service in `lambda/aws` or `bin` and pass the result in.',
    ),
    only(
      'problem-sees-nothing',
      '^lib/core/problem/',
      ['^lib/core/problem/'],
      'Every room reports problems, so `problem` depends on none. Remedy: turn the value into text in the room that owns it.',
    ),
    only(
      'failure-sees-nothing',
      '^lib/core/failure/',
      ['^lib/core/failure/'],
      'What an error of AWS concerns follows from its code alone. Remedy: decide what to do about it where it is met.',
    ),
    only(
      'gzip-sees-problems',
      '^lib/core/record/gzip/',
      ['^lib/core/(record/gzip|problem)/', '^(node:)?zlib$'],
      'Decompression knows bytes only. Remedy: interpret the bytes in the rest of `record`, or in `digest`.',
    ),
    only(
      'json-sees-only-json',
      '^lib/core/json/',
      ['^lib/core/json/'],
      'The JSON reader knows no record. Remedy: pass the names to look for as arguments.',
    ),
    only(
      'record-sees-bytes-and-json',
      '^lib/core/record/',
      ['^lib/core/(record|json|problem)/', '^(node:)?(crypto|zlib)$'],
      'Records are read without knowledge of rules. Remedy: move code that needs a rule to `compile`, `scan` or `alert`.',
    ),
    only(
      'correlation-sees-rules-and-records',
      '^lib/core/correlation/',
      ['^lib/core/(correlation|compile|record|json|keyed|rule)/', '^(node:)?crypto$'],
      'Counting over time is independent of alerts, tables and files. Remedy: return the counts and let the caller store or send them.',
    ),
    only(
      'lineage-sees-facts-of-records',
      '^lib/core/lineage/',
      [
        '^lib/core/(lineage|fact|record|json|alert/from-record)/',
        '^lib/core/compile/predicate/record-facts\\.ts$',
        '^lib/core/rule/(condition|fold-case|ip-range)\\.ts$',
        '^(node:)?net$',
      ],
      'Handlers and commands ask who became whom; the answer depends on records alone. Remedy: count, print and store in the caller.',
    ),
    only(
      'rule-sees-records-only',
      '^lib/core/rule/',
      ['^lib/core/(rule|record|json|problem)/', '^node_modules/re2js/'],
      'The rule model knows neither Sigma nor the compile targets. Remedy: put syntax in `sigma`, and everything about a target in its folder of `compile`.',
    ),
    only(
      'sigma-sees-the-rule-model',
      '^lib/core/sigma/',
      ['^lib/core/(sigma|calls|fact|rule|record|json|problem)/', '^node_modules/(yaml|re2js)/'],
      'Sigma is parsed without knowledge of the compile targets. Remedy: return a condition, and let `compile` refuse what a target does not support.',
    ),
    only(
      'calls-see-records-and-rules',
      '^lib/core/calls/',
      ['^lib/core/(calls|rule|record|problem)/', '^(node:)?zlib$'],
      'The catalogue of calls tells what AWS has; rules, selectors and permissions are judged by it. Remedy: put what one of them does with a call in its own room.',
    ),
    only(
      'fact-sees-records-and-rules',
      '^lib/core/fact/',
      ['^lib/core/(fact|rule|record|json|problem|keyed)/', '^lib/core/safe-text/one-line\\.ts$'],
      'A fact is data, from which every engine is compiled. Remedy: put its reader in `compile`, and words about it where they are used.',
    ),
    only(
      'inventory-sees-estate',
      '^lib/core/inventory/(?!tampering/)',
      [
        '^lib/core/inventory/(?!tampering/)',
        '^lib/core/(estate|problem|pattern|json)/',
        '^lib/core/calls/authorized-calls\\.ts$',
      ],
      'Guardrails, rules, reviews and checks of deliveries derive from the inventory, so it depends on none of them. Remedy: put what one of them does with a call or a property in its own room.',
    ),
    only(
      'backtest-sees-alerts-and-rules',
      '^lib/core/review/backtest/',
      ['^lib/core/(review/(backtest|metadata)|alert|fact|json|keyed|rule|safe-text)/'],
      'Rule sets are compared by the alerts that a search raises. Remedy: search in `scan` or `bin`, and pass the alerts.',
    ),
    only(
      'metadata-sees-rules',
      '^lib/core/review/metadata/',
      ['^lib/core/(review/metadata|rule|sigma/render|json|selector|alarm)/', '^(node:)?crypto$'],
      'What a template says in its metadata is read by commands that load nothing else. Remedy: give lines in words as arguments.',
    ),
    {
      name: 'targets-do-not-see-each-other',
      comment:
        'Each target can be read, changed and removed alone. Remedy: move what two targets share to the root of `compile`.',
      severity: 'error',
      from: { path: '^lib/core/compile/([a-z-]+)/' },
      to: { path: '^lib/core/compile/[a-z-]+/', pathNot: '^lib/core/compile/$1/' },
    },
    only(
      'constructs-see-core-and-cdk',
      '^lib/constructs/',
      ['^lib/(core|constructs)/', '^node_modules/(aws-cdk-lib|constructs)/', '^(node:)?(fs|path|crypto)$'],
      'Constructs share only the core with handlers and commands. Remedy: put what a construct writes and a handler reads in `core/settings`.',
    ),
    only(
      'public-api-is-constructs',
      '^lib/index\\.ts$',
      ['^lib/constructs/'],
      'The public API is jsii-shaped: classes, interfaces and structs, no unions and no generics. Remedy: wrap the core type in a class of `lib/constructs`.',
    ),
    only(
      'handlers-see-core-and-sdk',
      '^lambda/',
      [
        '^lambda/',
        '^lib/core/',
        '^node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools|@types/aws-lambda|p-limit|mmdb-lib)/',
        '^(node:)?(fs|https?|stream|crypto|zlib|timers)(/promises)?$',
      ],
      'Handlers share only the core with constructs and commands. Remedy: move pure logic to `core`, and an AWS call that a command needs too to `lambda/aws`.',
    ),
    {
      name: 'jobs-do-not-see-each-other',
      comment:
        'A handler can be changed and deployed alone; `lambda/raise` is shared, because every handler raises alerts through it, each once, and `lambda/receive`, because every handler that acts on messages must tell their senders in the same way. Remedy: move shared AWS calls to `lambda/aws`, and shared logic to `core`.',
      severity: 'error',
      from: { path: '^lambda/([^/]+)/' },
      to: { path: '^lambda/', pathNot: ['^lambda/$1/', '^lambda/(aws|raise|receive)/'] },
    },
    only(
      'processing-sees-core-and-sdk',
      '^processing/',
      [
        '^processing/',
        '^lib/core/(record|problem)/',
        '^lambda/aws/',
        '^node_modules/(@aws-sdk/client-(s3|sqs)|p-limit)/',
        '^(node:)?timers(/promises)?$',
      ],
      'The entry point `processing` is a library of its own: no constructs, no rules, and no SDK client but those that its user passes in. Remedy: take what the user decides as an option.',
    ),
    {
      name: 'command-line-sees-core-and-aws',
      comment:
        'The command line runs without the CDK. Remedy: move what it needs of a construct or handler to `core`.',
      severity: 'error',
      from: { path: '^bin/', pathNot: '^bin/((app|build|generate)\\.ts$|generators/)' },
      to: {
        path: '^(lib/(index|constructs)|lambda/(?!aws/)|test/|tools/|bin/(app|build)\\.ts|node_modules/(aws-cdk-lib|constructs)/)',
      },
    },
    only(
      'report-page-runs-in-a-browser',
      '^bin/report/page/',
      [
        '^bin/report/(page/|report-data\\.ts$)',
        '^lib/core/(json/json-value|rule/rule|safe-text/(printable|json-text))\\.ts$',
        '^lib/core/(alert/alert|case/case)\\.ts$',
        '^node_modules/(preact|@preact/signals|@tanstack/virtual-core)/',
      ],
      'The program of the page knows the data of a report and nothing of the machine that wrote it. Remedy: compute the value in `bin/report`, and pass it in the data.',
    ),
    {
      name: 'app-sees-the-public-api',
      comment:
        'The reference app uses the package as a customer does. Remedy: export what is missing from `lib/index.ts`.',
      severity: 'error',
      from: { path: '^bin/app\\.ts$' },
      to: { path: '^(lib/(core|constructs)|lambda/|test/|tools/)' },
    },
    only(
      'examples-see-the-package',
      '^examples/([^/]+)/',
      [
        '^examples/$1/',
        '^lib/index\\.ts$',
        '^node_modules/(aws-cdk-lib|constructs|jest|@types/(jest|node))/',
        '^(node:)?[a-z_]+$',
      ],
      'An example is what a user has: it imports the package by its name, and nothing else of this repository. Remedy: import `cdk-trailwatch`, and export what is missing from `lib/index.ts`.',
    ),
    {
      name: 'product-never-sees-test',
      comment:
        'Tests and tools are not shipped. Remedy: move the code to the room that needs it, and import it from the test.',
      severity: 'error',
      from: { path: '^(lib|lambda|processing|bin)/' },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'test-never-sees-tools',
      comment:
        'A tool uses what the tests use, not the reverse. Remedy: move what both need to `test`, and import it from the tool.',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: '^tools/' },
    },
    only(
      'evaluation-sees-only-itself',
      '^lib/core/policy/evaluation/',
      ['^lib/core/(policy/evaluation|estate/names|keyed)/', '^lib/core/record/region\\.ts$', '^(node:)?net$'],
      'The simulator decides as IAM does and knows nothing of the policies it judges. Remedy: pass policies and requests as arguments.',
    ),
    only(
      'estate-sees-templates-only',
      '^lib/core/estate/',
      [
        '^lib/core/(estate|json|sigma/yaml)/',
        '^lib/core/(record/region|safe-text/one-line)\\.ts$',
        '^(node:)?crypto$',
        '^node_modules/yaml/',
      ],
      'Stacks are read and resolved without knowledge of what a resource is for. Remedy: put what a type means in `inventory`, and what a change means in `review`.',
    ),
    {
      name: 'source-never-sees-dist',
      comment:
        '`dist` is built from the sources. Remedy: import the source; read a built file by its path at run time.',
      severity: 'error',
      from: {},
      to: { path: '^dist/' },
    },
    {
      name: 'no-folders-import-each-other',
      comment:
        'Folders form floors: a lower one never needs an upper one. Remedy: move the shared file to a folder below both, or pass a function in.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(lib/core|lib/constructs|lambda|processing|bin)/' },
      to: { circular: true },
    },
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one file, or three. Remedy: move the shared part to a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A file that no entry point reaches is dead. Remedy: delete it, or import it where it is used.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^test/jest/setup\\.ts$', '^tools/mutation/sample-checker\\.mjs$'],
      },
      to: {},
    },
    {
      name: 'shipped-code-is-reached',
      comment:
        'The library and the handlers hold what users run: code that only tests, tools or the build reach is not theirs. Remedy: delete it, or move it to `test`, `tools` or `bin/generators`.',
      severity: 'error',
      from: { path: SHIPPED_ENTRIES },
      to: { path: '^(lib|lambda|processing)/.*\\.ts$', pathNot: SHIPPED_ENTRIES, reachable: false },
    },
    {
      name: 'resolvable',
      comment:
        'An import that does not resolve fails at run time. Remedy: correct the path, or install the package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency-at-synth',
      comment:
        'Consumers do not install development dependencies. Remedy: make it a bundled dependency, or move the code to `bin` or `lambda`, which are bundled.',
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
