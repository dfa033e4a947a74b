package org.torch4j.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Against values computed with 40 digits. */
class SpecialFunctionsTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void erf() {
    check(
        SpecialFunctions::erf,
        5e-16,
        0,
        new double[][] {
          {-6.5, -1.0},
          {-3.0, -0.9999779095030014},
          {-0.9, -0.7969082124228322},
          {-0.3, -0.3286267594591274},
          {1e-10, 1.1283791670955126e-10},
          {0.1, 0.1124629160182849},
          {0.46875, 0.49261347321793797},
          {0.47, 0.4937450508860821},
          {0.8, 0.7421009647076605},
          {1.5, 0.9661051464753108},
          {2.5, 0.999593047982555},
          {4.0, 0.9999999845827421},
          {4.1, 0.9999999932999724},
          {6.0, 1.0}
        });
  }

  @Test
  void erfc() {
    check(
        SpecialFunctions::erfc,
        2e-15,
        0,
        new double[][] {
          {-6.5, 2.0},
          {-3.0, 1.9999779095030015},
          {-0.9, 1.7969082124228322},
          {-0.3, 1.3286267594591274},
          {1e-10, 0.999999999887162},
          {0.1, 0.887537083981715},
          {0.46875, 0.507386526782062},
          {0.47, 0.5062549491139179},
          {0.8, 0.2578990352923395},
          {1.5, 0.033894853524689274},
          {2.5, 0.0004069520174449589},
          {4.0, 1.541725790028002e-08},
          {4.1, 6.700027654084918e-09},
          {6.0, 2.1519736712498913e-17},
          {10.0, 2.088487583762545e-45},
          {20.0, 5.395865611607901e-176},
          {26.0, 5.663192408856143e-296}
        });
  }

  @Test
  void erfinv() {
    check(
        SpecialFunctions::erfinv,
        1e-15,
        0,
        new double[][] {
          {-0.999, -2.3267537655135246},
          {-0.5, -0.4769362762044699},
          {-0.1, -0.08885599049425769},
          {1e-12, 8.86226925452758e-13},
          {1e-09, 8.86226925452758e-10},
          {2e-08, 1.772453850905516e-08},
          {0.05, 0.044340387910005497},
          {0.5, 0.4769362762044699},
          {0.7, 0.7328690779592167},
          {0.9, 1.1630871536766743},
          {0.99, 1.8213863677184494},
          {0.999999, 3.458910737275499},
          {0.9999999999990905, 5.05125408524939},
          {0.9999999999999999, 5.8635847487551676}
        });
  }

  @Test
  void lgamma() {
    check(
        SpecialFunctions::lgamma,
        1e-15,
        5e-16,
        new double[][] {
          {-1000.5, -5914.437701116852},
          {-150.5, -606.3831880689249},
          {-20.3, -41.887292480135244},
          {-2.7, -0.07140708531564569},
          {-1.5, 0.860047015376481},
          {-0.5, 1.2655121234846454},
          {-0.3, 1.4648400508576025},
          {-1e-09, 20.723265837523627},
          {1e-300, 690.7755278982137},
          {1e-05, 11.512919692895826},
          {0.3, 1.0957979948180756},
          {0.5, 0.5723649429247001},
          {0.9, 0.06637623973474295},
          {0.999999, 5.772164873855652e-07},
          {1.0, 0.0},
          {1.000001, -5.772148423874147e-07},
          {1.3, -0.10817480950786047},
          {1.5, -0.12078223763524522},
          {1.9, -0.03898427592308336},
          {2.0, 0.0},
          {2.0000001, 4.227843666532498e-08},
          {2.4, 0.21685932244884157},
          {2.6, 0.35741186354897986},
          {3.0, 0.6931471805599453},
          {7.7, 7.926541356269005},
          {11.99, 17.477885575426185},
          {12.0, 17.502307845873887},
          {30.0, 71.25703896716801},
          {170.0, 701.437263808737},
          {100000.0, 1051287.7089736569},
          {1000000000000000.0, 3.3538776394910668e+16},
          {1e+300, 6.897755278982137e+302}
        });
  }

  @Test
  void digamma() {
    check(
        SpecialFunctions::digamma,
        1e-15,
        2e-15,
        new double[][] {
          {-100.3, 6.895643124860435},
          {-20.3, 5.317549924239749},
          {-2.7, -1.1153471291406896},
          {-0.5, 0.03648997397857652},
          {-1e-09, 999999999.4227843},
          {1e-300, -9.999999999999999e+299},
          {1e-05, -100000.57719921567},
          {0.3, -3.502524222200133},
          {0.5, -1.9635100260214235},
          {1.0, -0.5772156649015329},
          {1.3, -0.16919088886679962},
          {1.5, 0.03648997397857652},
          {2.0, 0.42278433509846713},
          {3.0, 0.9227843350984671},
          {7.7, 1.9748820949131018},
          {9.99, 2.250700372831201},
          {10.0, 2.251752589066721},
          {30.0, 3.384438132685525},
          {170.0, 5.132854377083307},
          {100000.0, 11.512920464961896},
          {1000000000000000.0, 34.538776394910684},
          {1e+300, 690.7755278982137}
        });
  }

  @Test
  void trigamma() {
    check(
        SpecialFunctions::trigamma,
        3e-15,
        0,
        new double[][] {
          {-100.3, 15.06949314924401},
          {-20.3, 15.03134603262623},
          {-2.7, 14.769375845132314},
          {-0.5, 8.934802200544679},
          {-1e-09, 9.999999999999999e+17},
          {1e-100, 1e+200},
          {1e-05, 10000000001.644909},
          {0.3, 12.245364546107732},
          {0.5, 4.934802200544679},
          {1.0, 1.6449340668482264},
          {1.3, 1.1342534349966193},
          {2.0, 0.6449340668482264},
          {3.0, 0.39493406684822646},
          {7.7, 0.13866710857111123},
          {13.9, 0.07459229874976957},
          {30.0, 0.033895060357739946},
          {170.0, 0.0058996879026080385},
          {100000.0, 1.0000050000166667e-05},
          {1000000000000000.0, 1.0000000000000005e-15},
          {1e+300, 1e-300}
        });
  }

  @Test
  void polygamma2() {
    check(
        x -> SpecialFunctions.polygamma(2, x),
        1e-14,
        0,
        new double[][] {
          {0.1, -2001.8614573783436},
          {0.7, -6.4349928741909235},
          {1.0, -2.4041138063191885},
          {3.3, -0.12375118526494272},
          {20.0, -0.0026281224023146548},
          {50.0, -0.0004080799893375969},
          {-1.5, -0.2362040516417274},
          {-0.3, 67.63908119988317}
        });
  }

  @Test
  void polygamma3() {
    check(
        x -> SpecialFunctions.polygamma(3, x),
        1e-14,
        0,
        new double[][] {
          {0.1, 60004.51287679026},
          {0.7, 25.879149678427737},
          {1.0, 6.493939402266829},
          {3.3, 0.08584966733688494},
          {20.0, 0.0002693742213396389},
          {50.0, 1.6486398720682052e-05},
          {-1.5, 194.59427621918763},
          {-0.3, 766.6198904191685}
        });
  }

  @Test
  void polygamma5() {
    check(
        x -> SpecialFunctions.polygamma(5, x),
        1e-14,
        0,
        new double[][] {
          {0.1, 120000069.30751093},
          {0.7, 1025.3283541434719},
          {1.0, 122.0811674381339},
          {3.3, 0.12084171431847723},
          {20.0, 8.48426620615823e-06},
          {50.0, 8.071677135254362e-08},
          {-1.5, 15381.648528026304},
          {-0.3, 165634.3818520859}
        });
  }

  @Test
  void polygamma30() {
    check(
        x -> SpecialFunctions.polygamma(30, x),
        1e-14,
        0,
        new double[][] {
          {0.1, -2.652528598121906e+63},
          {0.7, -1.681205625310475e+37},
          {1.0, -2.652528599357095e+32},
          {3.3, -2.2379312199361276e+16},
          {20.0, -1.59402668621415e-08},
          {50.0, -1.2634158658161498e-20},
          {-0.3, 4.2943869916847625e+48}
        });
  }

  @Test
  void polygammaWantsAnOrder() {
    assertThrows(IllegalArgumentException.class, () -> SpecialFunctions.polygamma(1.5, 1));
    assertThrows(IllegalArgumentException.class, () -> SpecialFunctions.polygamma(-1, 1));
    assertEquals(SpecialFunctions.digamma(2.5), SpecialFunctions.polygamma(0, 2.5));
    assertEquals(SpecialFunctions.trigamma(2.5), SpecialFunctions.polygamma(1, 2.5));
  }

  @Test
  void poles() {
    assertEquals(INF, SpecialFunctions.lgamma(-3));
    assertEquals(INF, SpecialFunctions.lgamma(-INF));
    assertEquals(-INF, SpecialFunctions.digamma(0.0));
    assertEquals(INF, SpecialFunctions.digamma(-0.0));
    assertEquals(Double.NaN, SpecialFunctions.digamma(-3));
    assertEquals(INF, SpecialFunctions.trigamma(-3));
    assertEquals(INF, SpecialFunctions.zeta(1, 2));
    assertEquals(Double.NaN, SpecialFunctions.zeta(0.5, 2));
  }

  @Test
  void zetaOfRiemann() {
    assertEquals(Math.PI * Math.PI / 6, SpecialFunctions.zeta(2, 1), 1e-15);
    assertEquals(Math.pow(Math.PI, 4) / 90, SpecialFunctions.zeta(4, 1), 1e-15);
    assertEquals(2.612375348685488, SpecialFunctions.zeta(1.5, 1), 5e-15);
  }

  @Test
  void erfinvInvertsEverywhere() {
    for (double y = -0.9995; y < 1; y += 0.001) {
      double x = SpecialFunctions.erfinv(y);
      assertEquals(y, SpecialFunctions.erf(x), 4e-16);
    }
  }

  @Test
  void erfIsSmoothWhereFormulasMeet() {
    for (double x : new double[] {0.46875, 4, 27}) {
      double below = SpecialFunctions.erfc(Math.nextDown(x));
      double above = SpecialFunctions.erfc(Math.nextUp(x));
      assertEquals(below, above, 4e-14 * below + 1e-318);
    }
  }

  private static void check(
      DoubleUnaryOperator f, double relative, double absolute, double[][] table) {
    for (double[] row : table) {
      double actual = f.applyAsDouble(row[0]);
      double tolerance = relative * Math.abs(row[1]) + absolute;
      assertEquals(row[1], actual, tolerance, () -> "at " + row[0]);
    }
  }

  @Test
  void polynomialsOfDegreesThatNoLongHoldsAreZero() {
    for (Fn fn : new Fn[] {Fn.CHEBYSHEV_T, Fn.HERMITE_H, Fn.LAGUERRE_L, Fn.LEGENDRE_P}) {
      for (double degree : new double[] {Double.POSITIVE_INFINITY, Double.NaN, -1, 1e19}) {
        assertEquals(0, fn.apply(0.5, degree), () -> fn + " of degree " + degree);
      }
    }
  }
}
