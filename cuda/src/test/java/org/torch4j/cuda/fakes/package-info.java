/** Fake CUDA libraries, on which the backend is tested where no GPU is. */
package org.torch4j.cuda.fakes;
