import { testTwoAlertsUnderPairs } from '../two-alerts';
import { twoRecords } from './world';

testTwoAlertsUnderPairs(() => twoRecords(), { minPairs: 400 });
