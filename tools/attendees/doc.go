// Package attendees holds the tools of the attendees toolset: the people who can be
// on expenses, which is v3, and who is on an expense, which is v4.
package attendees
