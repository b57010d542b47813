package limits

import (
	"fmt"
	"slices"
)

// Words says the rules in force, a sentence each; nothing where there are none. Of
// principals with rules of their own it says those that differ from the general ones.
func (r Rules) Words() []string {
	general := sentences(r.all)
	words := slices.Clone(general)
	for _, name := range r.principals() {
		own := sentences(r.own[name])
		for _, sentence := range own {
			if !slices.Contains(general, sentence) {
				words = append(words, fmt.Sprintf("For %s: %s", name, sentence))
			}
		}
		for _, sentence := range general {
			if !slices.Contains(own, sentence) {
				words = append(words, fmt.Sprintf("Not for %s: %s", name, sentence))
			}
		}
	}
	return words
}

func sentences(rules []rule) []string {
	words := make([]string, len(rules))
	for i, rule := range rules {
		words[i] = rule.words()
	}
	return words
}
