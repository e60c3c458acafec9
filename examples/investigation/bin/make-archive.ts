import { join } from 'node:path';
import { writeSampleArchive } from '../lib/sample-archive';

writeSampleArchive(join(__dirname, '..'));
