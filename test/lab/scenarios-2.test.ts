import { describeScenarios } from './describe-scenarios.ts';

describeScenarios(1, 3);
