package limits

// Words says the rules in force, a sentence each; nothing where there are none.
func (r Rules) Words() []string {
	var words []string
	for _, rule := range r.all {
		words = append(words, rule.words())
	}
	return words
}
