import { corpusPath, describeCorpus } from '../../parity/corpus';
import { describeBuilt } from '../built-command-line';
import { type Answer, ServedMcp } from './serve-mcp';

/** What an agent may read of one incident, in bytes on the wire: the list of tools included. */
const MAX_BYTES = 60 * 1024;

type Step = readonly [tool: string, values: Readonly<Record<string, unknown>>, finds: RegExp];

/** Three attacks of others, and what an agent asks of each. */
const INCIDENTS: readonly (readonly [folder: string, steps: readonly Step[]])[] = [
  [
    'invictus',
    [
      ['overview', {}, /user\\?\/bert-jan/],
      ['case', {}, /delete-role-policy.*stratus-red-team-leave-org-role/],
      [
        'timeline',
        { actor: 'bert-jan', changes: true, start: '2023-07-10T12:08:00Z' },
        /"DeleteTrail|cloudtrail DeleteTrail/,
      ],
      ['persistence', {}, /i-0dbc91f429e48eeed/],
      [
        'query',
        { sql: 'SELECT outcome, count(*) AS calls FROM events GROUP BY 1 ORDER BY 2 DESC' },
        /"succeeded"/,
      ],
    ],
  ],
  [
    'stratus',
    [
      ['overview', {}, /"alerts":\{/],
      ['scan', { minSeverity: 'medium' }, /"severity":"high"/],
      ['case', {}, /"containment":\[\{/],
      ['persistence', {}, /access key/],
      ['view', { eventName: ['CreateAccessKey'], limit: 1 }, /accessKeyId/],
    ],
  ],
  [
    'traildiscover',
    [
      ['overview', {}, /"records":/],
      ['scan', { minSeverity: 'high' }, /"rows":\[\{/],
      ['coverage', {}, /"value":"(?:StopLogging|DeleteTrail) /],
      ['query', { name: 'trail-changes' }, /cloudtrail/],
    ],
  ],
];

describeCorpus('an incident that is worked with the tools alone', () => {
  describeBuilt('by the client of the SDK', () => {
    it.each(INCIDENTS)('of %s takes at most 60 KB, and finds what happened', async (folder, steps) => {
      const served = await ServedMcp.start([corpusPath(`logs/${folder}`)]);
      const answers: Answer[] = [];
      await served.client.listTools();
      for (const [tool, values] of steps) answers.push(await served.call(tool, values));
      const { bytes } = served;
      await served.stop();
      for (const [at, [tool, , finds]] of steps.entries()) {
        expect(answers[at]?.isError).toBe(false);
        expect({ tool, all: answers[at]?.all }).toEqual({ tool, all: expect.stringMatching(finds) });
        expect(JSON.stringify(answers[at]?.structured).length).toBeLessThan(18 * 1024);
      }
      expect(bytes()).toBeLessThanOrEqual(MAX_BYTES);
    });
  });
});
