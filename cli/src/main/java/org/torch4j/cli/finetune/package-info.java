/** Teaches a trained network new classes of pictures. */
@NullMarked
package org.torch4j.cli.finetune;

import org.jspecify.annotations.NullMarked;
