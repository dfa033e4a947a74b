package org.torch4j.cli.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the losses and accuracies of a training as a picture. */
public final class LearningCurve {
  private LearningCurve() {}

  /**
   * Writes a PNG of 900 x 500 pixels.
   *
   * @param title what was learnt
   * @param stepLosses the loss of each step
   * @param accuracies the accuracy after each epoch, 0 to 1
   */
  public static void write(
      String title, List<Double> stepLosses, List<Double> accuracies, Path file) {
    List<Double> losses = smooth(stepLosses);
    double stepsPerEpoch = (double) losses.size() / Math.max(1, accuracies.size());
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle("loss")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS).setChartTitleVisible(true);
    chart.setYAxisGroupTitle(1, "test accuracy, %");
    chart.getStyler().setYAxisGroupPosition(1, org.knowm.xchart.style.Styler.YAxisPosition.Right);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) accuracies.size());
    chart.getStyler().setXAxisDecimalPattern("0.#").setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    List<Double> at = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      at.add((i + 1) / stepsPerEpoch);
    }
    chart.addSeries("training loss", at, losses).setMarker(SeriesMarkers.NONE);
    List<Double> epochs = new ArrayList<>();
    List<Double> percent = new ArrayList<>();
    for (int i = 0; i < accuracies.size(); i++) {
      epochs.add((double) (i + 1));
      percent.add(100 * accuracies.get(i));
    }
    chart.addSeries("test accuracy", epochs, percent).setYAxisGroup(1);
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** A running mean, as the loss of single steps jumps. */
  private static List<Double> smooth(List<Double> losses) {
    List<Double> out = new ArrayList<>();
    double mean = losses.isEmpty() ? 0 : losses.get(0);
    for (double loss : losses) {
      mean = 0.95 * mean + 0.05 * loss;
      out.add(mean);
    }
    return out;
  }
}
