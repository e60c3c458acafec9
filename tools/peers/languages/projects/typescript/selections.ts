import { App } from 'aws-cdk-lib';
import { addSelectingTrails } from '../../../../consumer/selecting-trails';

const app = new App();
addSelectingTrails(app);
app.synth();
