package app

type demoCommand struct{}

// Run shows the main job.
func (demoCommand) Run(Streams) error { return nil }
