/**
 * The script of the worker.
 */
import { expose } from 'comlink';
import { carryErrors } from './errors';
import { Resident } from './resident';

carryErrors();
expose(new Resident());
