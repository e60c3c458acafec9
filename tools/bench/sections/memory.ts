import { gunzipAndParse } from '../contenders';
import { describeLogSet } from '../data/log-set';
import { memoryMeasured } from '../usage';
import { buildProgram, MEMORY, orderOf, programMeasured, serveSet } from './processor';
import { allLeftOut, type MakeSection, NO_WORKERS } from './section';

/** Memory at its peak: one large file, in a scan and in the log processor, and workers. */
export const memory: MakeSection = async (world) => {
  const { isQuick } = world.plan;
  const large = world.quietSet('large', { files: 1, recordsAFile: isQuick ? 10_000 : 40_000 });
  const many = world.quietSet('workers', { files: isQuick ? 4 : 16, recordsAFile: 2_500 });
  const server = await serveSet(large);
  const program = await buildProgram(world, 'log-processor');
  const contenders = [
    world.scan({ name: 'scan of the file', logs: large.folder }),
    { ...gunzipAndParse(large.folder), name: 'gunzip + JSON.parse of the file' },
    world.scan({ name: 'one worker', logs: many.folder }),
    ...(world.hasWorkers ? [world.scan({ name: 'two workers', logs: many.folder, workers: 2 })] : []),
  ];
  return {
    about: [describeLogSet(large), `for workers, ${describeLogSet(many)}`],
    contenders: [
      ...contenders.map((one) => memoryMeasured(one, world.environment)),
      programMeasured('log processor on the file', program, { ...orderOf(world, 1), ...MEMORY }, server),
    ],
    leftOut: world.hasWorkers ? {} : allLeftOut(['two workers'], NO_WORKERS),
    facts: {},
    runs: isQuick ? 1 : 3,
    close: () => server.stop(),
  };
};
