import { testRandomFaults } from '../random-faults';
import { AttackedArchive } from './invariants';

testRandomFaults('an attack on a file is told, once, and nothing else is; nothing is a dead letter', {
  ...{ runs: 40, calls: 250 },
  run: async (mishap) => {
    const archive = new AttackedArchive(mishap);
    await archive.run();
    return { faults: archive.faults, problems: archive.problems() };
  },
});
