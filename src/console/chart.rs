//! Charts that the server draws, each for a page that has its numbers in a table under it.
//!
//! Their tones differ in grey as well, and where there is room each bar carries its number, so that they read on a black
//! and white print. Nothing in them is a style or a script.

use std::sync::LazyLock;

use charts_rs::{BarChart, ChartBase, Color, HorizontalBarChart, Series, SeriesCategory, YAxisConfig};
use minijinja::context;
use minijinja::value::Value;

/// Width of a chart, in its own units; the page scales it.
const WIDTH: u16 = 900;
/// Height of a chart of columns.
const HEIGHT: u16 = 300;
/// Room for one row of a chart of rows, for each of its bars.
const ROW: u16 = 14;
/// Room above and below the rows: legend and axis.
const AROUND: u16 = 90;
/// Most steps of an axis of numbers.
const STEPS: u32 = 6;
/// More bars than this have no room for their numbers.
const NUMBERED: usize = 48;
/// Dark, middle, light; and of what they are held against.
const TONES: [(u8, u8, u8); 4] = [(31, 77, 58), (122, 166, 143), (201, 218, 208), (60, 60, 60)];

/// What a chart shows.
pub struct Chart {
    /// What it is about, for whoever cannot see it.
    pub title: String,
    /// Under, or beside, each group of bars.
    pub labels: Vec<String>,
    /// What is counted, under its name, label by label.
    pub bars: Vec<(&'static str, Vec<u32>)>,
    /// What the bars are held against, as a line.
    pub line: Option<(&'static str, Vec<u32>)>,
}

/// A font: its family, and its file.
pub type Font = (&'static str, Vec<u8>);

/// Draws charts. How wide words are it knows by a font of the system; without one with Chinese letters they stand a
/// little off their places.
pub struct Pen {
    /// Loaded with the first chart: a server whose console nobody opens need not hold some megabytes of letters.
    family: LazyLock<Option<&'static str>, Loads>,
}

type Loads = Box<dyn FnOnce() -> Option<&'static str> + Send>;

impl Pen {
    /// With this font, once it is needed.
    pub fn new(font: impl FnOnce() -> Option<Font> + Send + 'static) -> Self {
        let load: Loads = Box::new(move || {
            let (family, file) = font()?;
            let added = charts_rs::add_fonts(&[&file]);
            added.inspect_err(|error| tracing::warn!(%error, family, "charts are drawn without the font")).ok()?;
            Some(family)
        });
        Self { family: LazyLock::new(load) }
    }

    /// Columns side by side, for what goes on in time. For `staff/chart.html`; none, if there is nothing to show.
    pub fn columns(&self, chart: &Chart) -> Value {
        if chart.is_empty() {
            return Value::from(());
        }
        let mut drawn = BarChart::new(chart.series(), chart.labels.clone());
        self.set_up(&mut drawn.base, &mut drawn.y_axis_configs, (HEIGHT, chart.axis()));
        shown(&chart.title, drawn.svg(), HEIGHT)
    }

    /// Rows one below the other, for things with names. As above.
    pub fn rows(&self, chart: &Chart) -> Value {
        if chart.is_empty() {
            return Value::from(());
        }
        let bars = u16::try_from(chart.labels.len().saturating_mul(chart.bars.len().max(2))).unwrap_or(u16::MAX);
        let height = bars.saturating_mul(ROW).saturating_add(AROUND);
        let mut drawn = HorizontalBarChart::new(chart.series(), chart.labels.clone());
        self.set_up(&mut drawn.base, &mut drawn.y_axis_configs, (height, chart.axis()));
        shown(&chart.title, drawn.svg(), height)
    }

    fn set_up(&self, base: &mut ChartBase, axes: &mut [YAxisConfig], (height, (step, steps)): (u16, (u32, u16))) {
        (base.width, base.height) = (f32::from(WIDTH), f32::from(height));
        base.background_color = Color::transparent();
        base.font_family = self.family.unwrap_or("sans-serif").to_owned();
        base.series.colors = TONES.into_iter().map(Color::from).collect();
        base.legend.show = Some(base.series_list.len() > 1);
        for axis in axes {
            (axis.min, axis.max) = (Some(0.0), Some(length(step.saturating_mul(steps.into()))));
            axis.split_number = steps.into();
        }
    }
}

impl Chart {
    fn is_empty(&self) -> bool {
        self.labels.is_empty() || self.bars.is_empty()
    }

    /// The step of the axis of numbers, and how many there are. Steps are whole, for people are counted; and past the
    /// longest bar there is room for its number.
    fn axis(&self) -> (u32, u16) {
        let counts = self.bars.iter().chain(&self.line).flat_map(|(_, counts)| counts);
        let longest = counts.copied().max().unwrap_or(0).max(1);
        let most = longest.saturating_add(longest.div_ceil(10));
        let mut sizes = (0..9).map(|zeros| 10u32.pow(zeros)).flat_map(|size| [size, 2 * size, 5 * size]);
        let step = sizes.find(|size| size.saturating_mul(STEPS) >= most).unwrap_or(u32::MAX / STEPS);
        (step, u16::try_from(most.div_ceil(step)).unwrap_or(u16::MAX))
    }

    fn series(&self) -> Vec<Series> {
        let numbered = self.labels.len().saturating_mul(self.bars.len()) <= NUMBERED;
        let bars = self.bars.iter().enumerate().map(|(index, (name, counts))| {
            let mut series = Series::new((*name).to_owned(), counts.iter().copied().map(length).collect());
            (series.label_show, series.index) = (numbered, Some(index));
            series
        });
        let line = self.line.iter().map(|(name, counts)| {
            let mut series = Series::new((*name).to_owned(), counts.iter().copied().map(length).collect());
            (series.category, series.index) = (Some(SeriesCategory::Line), Some(TONES.len().saturating_sub(1)));
            series.stroke_dash_array = Some("6 4".to_owned());
            series
        });
        bars.chain(line).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "bars of over 16 million people may be one short")]
fn length(count: u32) -> f32 {
    count as f32
}

fn shown(title: &str, drawn: Result<String, charts_rs::Error>, height: u16) -> Value {
    match drawn {
        // Words in it are escaped by the crate.
        Ok(svg) => context! { title, svg => Value::from_safe_string(svg), width => WIDTH, height },
        Err(error) => {
            tracing::error!(%error, "a chart cannot be drawn; its table says the same");
            Value::from(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(labels: usize) -> Chart {
        let counts = |n: u32| vec![n; labels];
        Chart {
            title: "各单位的人".to_owned(),
            labels: (0..labels).map(|n| format!("<b>{n}乡")).collect(),
            bars: vec![("发出", counts(1234)), ("点开", counts(56))],
            line: Some(("按月平均", counts(700))),
        }
    }

    #[test]
    fn a_chart_has_no_style_no_script_and_no_markup_of_its_words() {
        let pen = Pen::new(|| None);
        for drawn in [pen.columns(&chart(12)), pen.rows(&chart(27))] {
            let svg = drawn.get_attr("svg").unwrap().to_string();
            for none in ["style", "<script", "<b>", "onload", "href"] {
                assert!(!svg.contains(none), "{none}: {svg}");
            }
            assert!(svg.contains("发出") && svg.contains("&lt;b&gt;"), "{svg}");
        }
    }

    #[test]
    fn steps_are_whole_and_leave_room_for_the_number_of_the_longest_bar() {
        for (longest, expected) in [
            (0, (1, 2)),
            (1, (1, 2)),
            (3, (1, 4)),
            (6, (2, 4)),
            (100, (20, 6)),
            (1234, (500, 3)),
            (98_765, (20_000, 6)),
        ] {
            let bars = vec![("人数", vec![longest, 0])];
            let chart = Chart { title: String::new(), labels: vec![String::new(); 2], bars, line: None };
            assert_eq!(chart.axis(), expected, "{longest}");
        }
        let one = Chart { bars: vec![("发出", vec![1]), ("点开", vec![0])], line: None, ..chart(1) };
        let pen = Pen::new(|| None);
        for drawn in [pen.columns(&one), pen.rows(&one)] {
            let svg = drawn.get_attr("svg").unwrap().to_string();
            let broken = svg.split('>').skip(1).any(|text| text.split('<').next().unwrap().contains('.'));
            assert!(!broken, "{svg}");
        }
    }

    #[test]
    fn few_bars_carry_their_numbers_and_nothing_is_no_chart() {
        let pen = Pen::new(|| None);
        let numbers = |labels| {
            let svg = pen.columns(&chart(labels)).get_attr("svg").unwrap().to_string();
            // Each bar knows its number in an attribute as well.
            svg.replace("\"1234\"", "").matches("1234").count()
        };
        assert_eq!((numbers(4), numbers(30)), (4, 0));
        assert!(pen.rows(&chart(0)).is_none());
    }
}
