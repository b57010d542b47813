package limits

import (
	"slices"
	"strings"
)

// didYouMean goes on after a name that is none with the one that takes the fewest keystrokes
// to reach; empty if most of it would have to be typed anew.
func didYouMean(name string, names []string) string {
	nearest := slices.MinFunc(names, func(a, b string) int { return distance(name, a) - distance(name, b) })
	if distance(strings.ToLower(name), nearest) > len(nearest)/2 {
		return ""
	}
	return "; did you mean " + nearest + "?"
}

// distance is Levenshtein's: letters to add, to take away or to change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, change)
		}
	}
	return row[len(b)]
}
