// The embedded AWS in a process of its own: S3, SQS and SNS by fauxqs, DynamoDB by dynalite, KMS as far as codes go, all
// in memory, each on a free port. Tells its parent the ports, and ends when the parent does, however that ends.
import { createRequire } from 'node:module';
import { startFauxqs } from 'fauxqs';
import { startKms } from './embedded-kms.mjs';

const dynalite = createRequire(import.meta.url)('dynalite');

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when it is over.
process.on('SIGINT', () => {});

const [region] = process.argv.slice(2);
const faux = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
const tables = dynalite({ createTableMs: 0, deleteTableMs: 0 });
const keysPort = await startKms();
tables.listen(0, '127.0.0.1', () => {
  process.send({ fauxPort: faux.port, tablesPort: tables.address().port, keysPort });
});
