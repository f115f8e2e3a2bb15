"""The one style sheet, with the tokens' names where colours stand; see theme.py for its roles."""

from string import Template

SHEET = Template("""
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px 6px; }
QLabel { background: transparent; }
QLabel[role="label"] { color: $dim; font-size: 11px; font-weight: 500; }
QLabel[role="dim"] { color: $dim; }
QLabel[role="faint"] { color: $faint; }
QLabel[role="title"] { font-size: 17px; font-weight: 600; }
QLabel[role="figure"] { font-size: 26px; font-weight: 600; }
QLabel[role="bad"] { color: $bad_text; font-size: 11px; }
QLabel[role="warn"] { color: $warn_text; font-size: 11px; }
QLabel[role="good"] { color: $good_text; font-size: 11px; }

QFrame[surface="panel"], QDialog { background: $panel; }
QFrame[surface="raised"], QFrame[surface="segmented"] {
  background: $raised; border: 1px solid $line; border-radius: 8px; }
QFrame[surface="segmented"] { border-color: $raised; }
QFrame[surface="raised"][active="true"] { border-color: $accent; }
QFrame[surface="card"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QFrame[surface="bar"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
QFrame[surface="notice"] { background: transparent; border: 1px solid $line; border-radius: 8px; }
QFrame[surface="notice"][kind="warn"] { border-color: $warn; }
QFrame[surface="notice"][kind="bad"] { border-color: $bad; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
  background: $raised; color: $text; border: 1px solid $line; border-radius: 8px;
  padding: 6px 8px; selection-background-color: $accent_fill; selection-color: $on_accent;
  placeholder-text-color: $dim; }
QLineEdit:hover, QPlainTextEdit:hover, QAbstractSpinBox:hover, QComboBox:hover {
  background: $field_hover; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
  background: $raised; border-color: $accent; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border-color: $bad; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $faint; }
QLineEdit[role="chip"] { border-radius: 6px; padding: 4px 6px; }
QLineEdit[role="bare"] { background: transparent; border: 0; padding: 0; }
QAbstractSpinBox { padding: 6px 8px; }
QComboBox { padding-right: 24px; combobox-popup: 0; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox[role="flat"] { font-size: 11px; font-weight: 500; }
QAbstractSpinBox[role="bare"] { background: transparent; border: 0; padding: 0; font-weight: 600; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
  background: transparent; border: 0; border-radius: 0; padding: 0; }
QAbstractSpinBox[role="bare"] QLineEdit { padding: 0; font-weight: 600; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }
QLineEdit QToolButton { background: transparent; border: 0; padding: 0; }
QComboBox QAbstractItemView {
  background: $panel; border: 1px solid $line; padding: 4px; outline: 0;
  selection-background-color: $wash; selection-color: $text; }

QPushButton, QToolButton {
  background: $raised; color: $text; border: 1px solid $line; border-radius: 8px;
  padding: 6px 11px; font-weight: 500; outline: 0; }
QToolButton { padding: 6px; }
QPushButton:hover, QToolButton:hover { background: $field_hover; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 10px; }
QToolButton:focus { border: 2px solid $accent; padding: 5px; }
QPushButton:disabled, QToolButton:disabled { color: $faint; }
QPushButton[role="chip"] { border-radius: 6px; padding: 5px 9px; font-weight: 400; }
QPushButton[role="tile"] { border-radius: 8px; padding: 0; }
QPushButton[role="model"] { border-radius: 6px; padding: 0; }
QPushButton:checked, QToolButton:checked { background: $wash; border-color: $accent; }
QPushButton[role="chip"]:focus { border: 2px solid $accent; padding: 4px 8px; }
QPushButton[role="primary"] {
  background: $accent_fill; color: $on_accent; border-color: $accent_fill; font-weight: 600; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed { background: $hover; }
QPushButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled { background: $raised; color: $dim; border-color: $line; }
QPushButton[role="quiet"], QToolButton[role="quiet"] {
  background: transparent; border-color: transparent; color: $dim; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover {
  background: $raised; color: $text; }
QPushButton[role="danger"] { color: $bad_text; }
QPushButton[role="danger"]:hover { border-color: $bad; }
QPushButton[role="link"], QToolButton[role="link"] {
  background: transparent; border: 0; border-radius: 4px; padding: 1px 2px; color: $dim;
  font-size: 11px; font-weight: 500; }
QPushButton[role="link"][letters="body"] { font-size: 13px; font-weight: 400; }
QPushButton[role="link"]:hover, QToolButton[role="link"]:hover { color: $text; }
QPushButton[role="segment"] {
  background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 5px 8px;
  color: $dim; font-weight: 500; }
QPushButton[role="segment"][letters="tab"] { padding: 3px 1px; font-size: 12px; }
QPushButton[role="segment"]:hover { color: $text; }
QPushButton[role="segment"]:checked {
  background: $segment; border-color: $line; color: $text; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus, QPushButton[role="link"]:focus,
QToolButton[role="link"]:focus, QPushButton[role="segment"]:focus { border: 1px solid $accent; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QCheckBox, QRadioButton { background: transparent; spacing: 8px; outline: 0; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 14px; height: 14px; border: 1px solid $faint; border-radius: 4px; background: $raised; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $field_hover; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked {
  background: $accent_fill; border-color: $accent_fill; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent;
  width: 12px; height: 12px; }
QCheckBox::indicator:checked:focus { border-color: $text; }
QSlider { min-height: 18px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
  width: 12px; height: 12px; margin: -5px 0; border-radius: 7px; background: $text;
  border: 1px solid $panel; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px;
  min-height: 4px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[surface="clear"] { background: transparent; }

QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 6px; }
QMenu::item:selected { background: $wash; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QListView, QTreeView, QTableView {
  background: transparent; border: 0; outline: 0; selection-background-color: $wash;
  selection-color: $text; }
QListView::item { padding: 4px 6px; border-radius: 6px; }
QListView::item:hover { background: $raised; }
QListView::item:selected { background: $wash; color: $text; }
QHeaderView::section { background: transparent; color: $dim; border: 0; padding: 4px 6px;
  border-bottom: 1px solid $line; font-size: 11px; }
QSplitter::handle { background: $line; }
QStatusBar { background: $panel; border-top: 1px solid $line; color: $dim; }
QStatusBar::item { border: 0; }
""")
