package faults_test

import (
	"fmt"
	"slices"
	"strings"
)

// means says in words what an agent is told.
func (v verdict) means() string {
	return map[verdict]string{
		verified:   "it succeeded, and a look at Concur shows it",
		unverified: "it succeeded, and was not or could not be seen in Concur",
		partly:     "it failed, and something was changed",
		nothing:    "it failed, and nothing was changed",
		unknown:    "nobody knows whether it happened, and where to look",
		answered:   "the result, as it is without trouble",
		partial:    "a result that says what is missing from it",
	}[v]
}

// letter stands for a verdict in a table.
func (v verdict) letter() string {
	return map[verdict]string{
		verified: "V", unverified: "S", partly: "C", nothing: "N", unknown: "U", answered: "A", partial: "P",
	}[v]
}

// section is a part of the page: what is told, how often, and each cell.
func section(title string, rows []*row, verdicts ...verdict) string {
	var text strings.Builder
	fmt.Fprintf(&text, "\n## %s\n\n| | The agent is told |\n|---|---|\n", title)
	for _, v := range verdicts {
		fmt.Fprintf(&text, "| %s | %s: %s |\n", v.letter(), v, v.means())
	}
	writeCounts(&text, rows, verdicts)
	writeCells(&text, rows)
	return text.String()
}

// sums are what came of some cells.
type sums struct {
	cells, reached, done int
	told                 map[verdict]int
}

func (s *sums) add(main string, c cell) {
	s.cells++
	s.reached += c.seen.reached[main]
	s.done += c.seen.committed[main]
	s.told[c.verdict]++
}

func (s *sums) line(writes bool, verdicts []verdict) string {
	numbers := []string{fmt.Sprint(s.cells)}
	if writes { // How many requests of a read are under way when one fails is left to chance.
		numbers = append(numbers, fmt.Sprint(s.reached), fmt.Sprint(s.done))
	}
	for _, v := range verdicts {
		numbers = append(numbers, fmt.Sprint(s.told[v]))
	}
	return strings.Join(numbers, " | ")
}

// writeCounts adds up the cells of each trouble, and all of them.
func writeCounts(text *strings.Builder, rows []*row, verdicts []verdict) {
	writes := rows[0].call.Effect.Writes()
	heads := []string{"", "Trouble", "Cells"}
	if writes {
		heads = append(heads, "Writes that reached Concur", "Done by Concur")
	}
	for _, v := range verdicts {
		heads = append(heads, v.letter())
	}
	fmt.Fprintf(text, "\n| %s |\n|%s\n", strings.Join(heads, " | "), strings.Repeat("---|", len(heads)))
	all := &sums{told: map[verdict]int{}}
	for i, c := range rows[0].cells {
		of := &sums{told: map[verdict]int{}}
		for _, one := range rows {
			if cell := one.cells[i]; cell.applies() {
				of.add(one.main, cell)
				all.add(one.main, cell)
			}
		}
		fmt.Fprintf(text, "| %d | **%s**: %s | %s |\n", i+1, c.trouble.name, c.trouble.what, of.line(writes, verdicts))
	}
	fmt.Fprintf(text, "| | All | %s |\n", all.line(writes, verdicts))
}

// writeCells prints each cell: what is told, and how often Concur has done it.
func writeCells(text *strings.Builder, rows []*row) {
	writes := rows[0].call.Effect.Writes()
	text.WriteString("\nThe columns are the troubles, by their number.")
	if writes {
		text.WriteString(" The digit says how often Concur has done it.")
	}
	text.WriteString(" A dash is for what cannot happen, such as a trouble of a look where none is taken.\n\n| Call | Operation |")
	for i := range rows[0].cells {
		fmt.Fprintf(text, " %d |", i+1)
	}
	fmt.Fprintf(text, "\n|%s\n", strings.Repeat("---|", len(rows[0].cells)+2))
	for _, one := range rows {
		fmt.Fprintf(text, "| %s | `%s` |", one.call.name(), one.main)
		for _, c := range one.cells {
			fmt.Fprintf(text, " %s |", c.code(one.main, writes))
		}
		text.WriteString("\n")
	}
}

func (c cell) code(main string, writes bool) string {
	switch {
	case !c.applies():
		return "–"
	case writes:
		return fmt.Sprint(c.verdict.letter(), c.seen.committed[main])
	default:
		return c.verdict.letter()
	}
}

// applies reports whether the trouble has come.
func (c cell) applies() bool {
	return c.seen.struck || c.trouble.unkept != "" || c.trouble.killed && c.verdict != ""
}

// byEffect tells reads from writes.
func byEffect(made [][]*row) (reads, writes []*row) {
	all := slices.Concat(made...)
	for _, one := range all {
		if one.call.Effect.Writes() {
			writes = append(writes, one)
		} else {
			reads = append(reads, one)
		}
	}
	return reads, writes
}
