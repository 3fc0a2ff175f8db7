//! What `doctor` looks at on the machine: dumps, swap, what the login manager does, accounts behind posts.

use super::doctor::Finding;
use super::places::{Mode, Places};
use crate::calendar::Text;
use crate::casework::unit::Officer;
use crate::daemon::account::{account_of, is_same};
use crate::daemon::ground::{Doubt, file_system};
use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
use std::fs;
use std::path::{Path, PathBuf};

/// Where logind is told what to do when somebody logs out, the last word counting.
const LOGIND: &[&str] = &["/usr/lib/systemd/logind.conf.d", "/etc/systemd/logind.conf", "/etc/systemd/logind.conf.d"];

/// Accounts whose processes stay when they log out.
const LINGER: &str = "/var/lib/systemd/linger";

/// A file of a server that comes with the program: what it is for, where machines look for it, and what is lost without.
struct Packaged {
    what: &'static str,
    places: &'static [&'static str],
    text: &'static str,
    without_zh: &'static str,
    without_en: &'static str,
}

const PACKAGED: &[Packaged] = &[
    Packaged {
        what: "ssh",
        places: &["/etc/ssh/sshd_config.d/50-dutydesk.conf"],
        text: include_str!("../../packaging/sshd/50-dutydesk.conf"),
        without_zh: "值班员经 SSH 可能得到 shell",
        without_en: "officers may get a shell over SSH",
    },
    Packaged {
        what: "service",
        places: &["/etc/systemd/system/dutydesk.service", "/usr/lib/systemd/system/dutydesk.service"],
        text: include_str!("../../packaging/systemd/dutydesk.service"),
        without_zh: "后台不随机器启动, 也没有其中的限制",
        without_en: "the daemon does not start with the machine, and runs without the limits that stand there",
    },
    Packaged {
        what: "tmpfiles",
        places: &["/etc/tmpfiles.d/dutydesk.conf", "/usr/lib/tmpfiles.d/dutydesk.conf"],
        text: include_str!("../../packaging/tmpfiles.d/dutydesk.conf"),
        without_zh: "目录和密钥的权限不再由机器看着",
        without_en: "nothing on the machine keeps the modes of the folders and of the key",
    },
];

/// What the store stands on.
pub(super) fn of_ground(places: &Places) -> Finding {
    let found = file_system(&places.store);
    let value = found.map_or("-", |(name, _)| name);
    let said = found.and_then(|(_, doubt)| doubt).map(|doubt| match doubt {
        Doubt::Network => Text::new(
            "网络文件系统: 锁和落盘不可靠, 请放本地盘",
            "a network file system: locks and durable writes are not reliable, use a local disk",
        ),
        Doubt::Layer => Text::new(
            "容器自身的层 (overlay): 随容器消失, 请挂本地卷",
            "a container's own layer (overlay): gone with the container, mount a local volume",
        ),
        Doubt::Memory => {
            Text::new("在内存里 (tmpfs): 关机即失", "in memory (tmpfs): gone when the machine is switched off")
        }
    });
    let finding = Finding::good("file system", value);
    match (found.and_then(|(_, doubt)| doubt), places.mode) {
        (Some(Doubt::Network), _) | (Some(Doubt::Layer), Mode::Shared) => finding.with(said),
        (Some(Doubt::Layer), Mode::Personal) | (Some(Doubt::Memory), _) | (None, _) => finding.warned(said),
    }
}

/// Dumps, swap, and what happens to a daemon whose officer logs out.
pub(super) fn of_machine(places: &Places) -> Vec<Finding> {
    let mut findings = vec![dumps(), swap()];
    match places.mode {
        Mode::Personal => findings.push(login_manager()),
        Mode::Shared => findings.extend(PACKAGED.iter().map(packaged)),
    }
    findings
}

fn dumps() -> Finding {
    let none = getrlimit(Resource::Core).current == Some(0);
    let closed = dumpable_behavior().is_ok_and(|now| now == DumpableBehavior::NotDumpable);
    let problem = (!none || !closed).then(|| {
        Text::new(
            "崩溃转储未能关闭: 内存中的案件可能写到盘上",
            "core dumps could not be switched off: cases in memory may reach the disk",
        )
    });
    Finding::good("core dumps", if problem.is_none() { "off" } else { "on" }).with(problem)
}

fn swap() -> Finding {
    let swaps = fs::read_to_string("/proc/swaps").unwrap_or_default();
    let names = swaps.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    // What device mapper or compressed memory holds is encrypted or no disk, as a rule.
    let plain: Vec<&str> = names.filter(|name| !name.starts_with("/dev/dm-") && !name.contains("zram")).collect();
    let warning = (!plain.is_empty()).then(|| {
        Text::new(
            "交换区看来未加密: 内存中的案件可能写到盘上",
            "swap does not look encrypted: cases in memory may reach the disk",
        )
    });
    Finding::good("swap", if plain.is_empty() { "-".to_owned() } else { plain.join(", ") }).warned(warning)
}

fn login_manager() -> Finding {
    let texts: Vec<String> = LOGIND.iter().flat_map(|place| texts_in(Path::new(place))).collect();
    let name = account_of(rustix::process::geteuid().as_raw()).name;
    let lingers = Path::new(LINGER).join(name).exists();
    let warning = (kills_what_is_left(&texts) && !lingers).then(|| {
        Text::new(
            "登录管理器在退出时结束用户进程 (KillUserProcesses): 后台会随之停下, 不丢数据, 下次再启动. 要它留着: loginctl enable-linger",
            "the login manager ends what users leave behind (KillUserProcesses): the daemon goes too, nothing is lost, the next verb starts it. To keep it: loginctl enable-linger",
        )
    });
    Finding::good("login manager", if warning.is_some() { "ends it" } else { "lets it be" }).warned(warning)
}

fn texts_in(place: &Path) -> Vec<String> {
    let Ok(folder) = fs::read_dir(place) else { return fs::read_to_string(place).into_iter().collect() };
    let mut files: Vec<PathBuf> = folder.filter_map(|one| Some(one.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "conf"));
    files.sort();
    files.into_iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// The last word on `KillUserProcesses` in these files.
fn kills_what_is_left(texts: &[String]) -> bool {
    let lines = texts.iter().flat_map(|text| text.lines());
    let mut values = lines.filter_map(|line| line.trim().strip_prefix("KillUserProcesses")?.trim().strip_prefix('='));
    let last = values.next_back().map(|value| value.trim().to_lowercase());
    last.is_some_and(|value| matches!(value.as_str(), "yes" | "true" | "on" | "1"))
}

fn packaged(one: &Packaged) -> Finding {
    let found = one.places.iter().find_map(|place| Some((place, fs::read_to_string(place).ok()?)));
    let (place, value) = match found {
        Some((place, text)) if text == one.text => (place, "as it came"),
        Some((place, _)) => (place, "changed"),
        None => (&one.places[0], "not installed"),
    };
    let warning = (value != "as it came").then(|| {
        Text::new(
            format!("{place}: {}. 见 docs/operation.zh.md", one.without_zh),
            format!("{place}: {}. See docs/operation.md", one.without_en),
        )
    });
    Finding::good(one.what, value).warned(warning)
}

/// Posts whose account is not the one that they were given to.
pub(super) fn of_accounts(officers: &[Officer]) -> Vec<Finding> {
    let changed = officers.iter().filter(|officer| !is_same(officer, &account_of(officer.uid)));
    let told = changed.map(|officer| {
        let (uid, account, name) = (officer.uid, &officer.account, &officer.name);
        Finding::good("account", format!("{name}: {account} ({uid})")).with(Some(Text::new(
            "uid 后面的账户变了: 同一人用 dutydesk officers renew, 否则收回岗位",
            "the account behind the uid has changed: dutydesk officers renew for the same person, else take the posts back",
        )))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_what_users_leave_behind_counts() {
        let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert!(!kills_what_is_left(&texts(&[])));
        assert!(!kills_what_is_left(&texts(&["[Login]\n#KillUserProcesses=yes\n"])), "a comment");
        assert!(kills_what_is_left(&texts(&["[Login]\nKillUserProcesses = yes\n"])));
        assert!(!kills_what_is_left(&texts(&["KillUserProcesses=yes\n", "KillUserProcesses=no\n"])));
        assert!(kills_what_is_left(&texts(&["KillUserProcesses=no\nKillUserProcesses=true\n"])));
    }
}
