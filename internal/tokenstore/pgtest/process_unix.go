//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"strconv"
	"syscall"
)

// running is a process with an owner.
type running struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

// launch starts a process. On Linux it dies with the thread that started it, so
// that thread waits for it: a test that is killed leaves no server behind.
func launch(cmd *exec.Cmd) *running {
	r := &running{cmd: cmd, ended: make(chan struct{})}
	started := make(chan struct{})
	go func() {
		defer close(r.ended)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		close(started)
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	<-started
	return r
}

// stop asks for an immediate shutdown: connections break, nothing is tidied.
func (r *running) stop() {
	if r.cmd.Process != nil {
		_ = r.cmd.Process.Signal(syscall.SIGQUIT)
	}
	<-r.ended
}

// handOver gives a path to the user postgres, as whom the server has to run where
// we are root: it refuses to run as root.
func handOver(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := postgres()
	if err != nil {
		return err
	}
	return os.Chown(path, int(uid), int(gid))
}

func asPostgres(cmd *exec.Cmd) {
	cmd.SysProcAttr = dyingWithUs()
	if os.Geteuid() != 0 {
		return
	}
	if uid, gid, err := postgres(); err == nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
	}
}

func postgres() (uid, gid uint32, err error) {
	account, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres: %w", err)
	}
	u, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return 0, 0, err
	}
	g, err := strconv.ParseUint(account.Gid, 10, 32)
	return uint32(u), uint32(g), err
}
