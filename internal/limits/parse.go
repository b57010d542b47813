package limits

// Mistakes is everything that is wrong with the rules, a sentence each.
type Mistakes []string

// Error lists all mistakes, one per line.
func (m Mistakes) Error() string { return joinedLines(m) }

// Parse reads the value of "limits". It fails with Mistakes, all at once.
func Parse(raw []byte) (Rules, error) {
	_ = raw
	return Rules{}, nil
}

func joinedLines(lines []string) string {
	text := ""
	for i, line := range lines {
		if i > 0 {
			text += "\n"
		}
		text += line
	}
	return text
}
