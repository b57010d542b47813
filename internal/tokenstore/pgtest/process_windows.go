package pgtest

import "os/exec"

// running is a process with an owner.
type running struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

func launch(cmd *exec.Cmd) *running {
	r := &running{cmd: cmd, ended: make(chan struct{})}
	err := cmd.Start()
	go func() {
		defer close(r.ended)
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	return r
}

func (r *running) stop() {
	if r.cmd.Process != nil {
		_ = r.cmd.Process.Kill()
	}
	<-r.ended
}

func handOver(string) error { return nil }

func asPostgres(*exec.Cmd) {}
