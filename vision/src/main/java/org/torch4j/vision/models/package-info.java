/**
 * Networks for images and their trained weights, {@code torchvision.models}. Start at {@link
 * org.torch4j.vision.models.Models}.
 */
@NullMarked
package org.torch4j.vision.models;

import org.jspecify.annotations.NullMarked;
